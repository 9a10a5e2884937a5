import pytest

from lasaft_nb import show

ROWS = {"direct": ("$M$", "U-Net", "$\\hat T$"), "mask": ("$M$", "U-Net", "sigmoid", "× $M$", "$\\hat T$")}


def test_the_same_flows_give_the_same_picture_with_its_alternative_text() -> None:
    options = {"bypass": {"mask": (0, 3, "M")}}
    first, again = (show.flows(ROWS, "Two rows of boxes", **options) for _ in range(2))
    assert first == again
    assert 'alt="Two rows of boxes"' in first.html.replace("'", '"')
    assert first.html != show.flows(ROWS, "Two rows of boxes").html  # the bypass is drawn


@pytest.mark.parametrize(("rows", "alt"), [({}, "nothing"), (ROWS, " ")])
def test_a_picture_of_nothing_or_without_words_is_refused(rows: dict, alt: str) -> None:
    with pytest.raises(ValueError, match=r"rows must hold at least one flow|alt must say what is shown"):
        show.flows(rows, alt)
