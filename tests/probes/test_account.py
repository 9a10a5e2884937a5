import numpy as np
import pytest

from lasaft_nb.probes.account import ERRORS, METRICS, account

RATE = 8000


@pytest.fixture
def before() -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    return {name: random.normal(0, 0.1, (4 * RATE, 2)) for name in ("drums", "bass", "other")}


def mute(sources: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {**sources, "drums": np.zeros_like(sources["drums"])}


def test_leaving_the_song_as_it_is_has_its_whole_error_in_the_named_source(before) -> None:
    found = account(sum(before.values()), before, mute(before))
    assert set(found) == {*METRICS, *ERRORS}
    assert found["level"] == pytest.approx(0, abs=0.01)
    assert found["true level"] == -120
    assert found["touched error"] == pytest.approx(found["nothing"], abs=0.01)
    assert found["nothing"] == pytest.approx(10 * np.log10(1 / 3), abs=0.1)  # one source of three
    assert found["untouched SDR"] > 50
    assert found["artefacts"] < -50


def test_a_source_that_was_not_named_and_is_turned_down_is_an_error_there(before) -> None:
    found = account(0.9 * before["bass"] + before["other"], before, mute(before))
    assert found["level"] < -50
    assert found["untouched SDR"] == pytest.approx(10 * np.log10(2 / 0.01), abs=0.1)
    assert found["untouched level"] == pytest.approx(10 * np.log10((0.81 + 1) / 2), abs=0.05)
    assert found["touched error"] < -50


def test_noise_is_an_artefact_and_no_error_of_a_source(before) -> None:
    song = before["bass"] + before["other"]
    found = account(song + np.random.default_rng(1).normal(0, 0.01, song.shape), before, mute(before))
    assert found["artefact error"] == pytest.approx(10 * np.log10(0.01 / 3), abs=1.2)
    assert found["untouched error"] < found["artefact error"] - 5
