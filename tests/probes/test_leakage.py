"""How much of each source is in an estimate."""

import numpy as np
import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.probes.leakage import leakage

STEMS = {
    name: np.random.default_rng(seed).normal(size=(500, 2)) for seed, name in enumerate(("vocals", "drums", "bass"))
}


def test_the_gains_of_a_mix_are_found_again() -> None:
    mix = 0.9 * STEMS["vocals"] - 0.2 * STEMS["drums"]
    found = leakage(mix, STEMS)
    assert found == pytest.approx({"vocals": 0.9, "drums": -0.2, "bass": 0.0}, abs=1e-9)


def test_what_no_source_explains_leaves_the_gains_alone() -> None:
    noise = np.random.default_rng(9).normal(size=(500, 2))
    noise -= sum(gain * STEMS[name] for name, gain in leakage(noise, STEMS).items())
    assert leakage(STEMS["bass"] + noise, STEMS) == pytest.approx({"vocals": 0, "drums": 0, "bass": 1}, abs=1e-9)


def test_silence_and_other_shapes_are_refused() -> None:
    with pytest.raises(UserError, match="drums is silent here, so its gain can't be told"):
        leakage(STEMS["bass"], STEMS | {"drums": np.zeros((500, 2))})
    with pytest.raises(UserError, match=r"vocals must have the estimate's shape \(400, 2\), got \(500, 2\)"):
        leakage(STEMS["bass"][:400], STEMS)
