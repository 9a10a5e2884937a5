import numpy as np
import pytest

from lasaft_nb.exercises import check

RIGHT = {
    "twenty": 60.2,
    "verb": lambda s: np.var(np.mean(s, axis=1)) / np.var(s),
    "level": lambda x, y: 10 * np.log10(np.sum((x - y) ** 2) / np.sum(x**2)),
}


@pytest.mark.parametrize("name", RIGHT)
def test_the_solutions_of_the_chapter_are_right(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    check(f"inside-amss-net/{name}", RIGHT[name])
    assert "right" in capsys.readouterr().out


def test_wrong_answers_get_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    check("inside-amss-net/twenty", 3.0)
    check("inside-amss-net/verb", lambda s: np.var(np.mean(s, axis=0)) / np.var(s))
    assert capsys.readouterr().out.count("not yet") == 2
