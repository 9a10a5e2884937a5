import numpy as np
import pytest

from lasaft_nb.models.source_model import ModelConfig, SourceModel, build_model
from lasaft_nb.probes.silence import FLOOR, level, pause_levels, response_to_silence

RATE = 8000


def untrained(estimation: str, **changes: object) -> SourceModel:
    sizes = {"n_blocks": 3, "channels": 4, "n_layers": 1, "min_units": 4}
    options = {"n_fft": 256, "hop_length": 128, "sample_rate": RATE, "overrides": sizes, **changes}
    return build_model(ModelConfig(network="tfc_tdf_7", estimation=estimation, **options))


def test_a_level_is_the_root_mean_square_in_decibels_of_full_scale() -> None:
    sine = np.sin(2 * np.pi * 100 * np.arange(RATE) / RATE)
    assert level(sine) == pytest.approx(-3.01, abs=0.01)
    assert level(0.001 * np.ones((5, 2))) == pytest.approx(-60)
    assert level(np.zeros(3)) == FLOOR


@pytest.mark.parametrize("masked", ["MME", "CME-sigmoid", "CME-tanh", "CME-sigmoid-complex"])
def test_what_multiplies_the_mixture_answers_silence_with_digital_silence(masked: str) -> None:
    answer = response_to_silence(untrained(masked), seconds=0.5)
    assert answer.shape == (RATE // 2, 2)
    assert level(answer) == FLOOR


def test_dcse_answers_silence_with_its_biases() -> None:
    assert level(response_to_silence(untrained("DCSE"), seconds=0.5)) > -100


def test_only_dedicated_models_are_asked() -> None:
    with pytest.raises(ValueError, match="dedicated to one source, got targets vocals, drums"):
        response_to_silence(untrained("DCSE", targets=("vocals", "drums")))


def test_only_seconds_in_which_the_source_pauses_have_a_level() -> None:
    source, estimate = np.full((3 * RATE + 5, 2), 0.5), np.full((3 * RATE + 5, 2), 0.1)
    source[RATE : 2 * RATE] = 1e-4  # -80 dBFS
    np.testing.assert_allclose(pause_levels(source, estimate, RATE), [np.nan, -20, np.nan])
