"""Curves over steps: what they say in words, which is what they draw."""

import pandas as pd
import pytest

from lasaft_nb import show


def frame(**rows: dict[int, list[float]]) -> pd.DataFrame:
    """{row: {seed: scores at steps 100, 200, …}} as a table of validations."""
    return pd.DataFrame(
        {"row": row, "seed": seed, "step": 100 * (number + 1), "val_sdr": score}
        for row, seeds in rows.items()
        for seed, scores in seeds.items()
        for number, score in enumerate(scores)
    )


def test_a_figure_says_mean_seeds_yardsticks_and_since_when_the_first_is_first() -> None:
    found = frame(fast={0: [3.0, 3.5, 3.6], 1: [4.0, 4.5, 3.6]}, slow={0: [1.0, 5.0, 6.0]})
    text = show.curves(found, "While training", yardsticks={"equaliser": 3.2}).text
    assert "fast (2 seeds): 3.5 at step 100, highest 4.0 at step 200, last 3.6 at step 300" in text
    assert "slow (seed 0 only): 1.0 at step 100" in text
    assert "equaliser: 3.2" in text
    assert "At the last step slow is ahead, since step 200." in text


def test_a_row_that_always_leads_leads_from_the_first_validation_on() -> None:
    found = frame(good={0: [2.0, 3.0]}, poor={0: [1.0, 2.0]})
    assert "At the last step good is ahead, from the first validation on." in show.curves(found, "x").text
    assert "ahead" not in show.curves(frame(alone={0: [1.0]}), "x").text


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one validation"):
        show.curves(frame(some={0: [1.0]}).head(0), "x")
