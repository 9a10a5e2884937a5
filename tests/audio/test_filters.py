"""The shared filter against its formula; `tests/aml/test_effects.py` compares it with SoX."""

import numpy as np
import pytest
from scipy.signal import butter, sosfreqz

from lasaft_nb.audio.filters import biquad


@pytest.mark.parametrize("kind", ["lowpass", "highpass"])
@pytest.mark.parametrize("cutoff", [43.0, 1378.0, 5512.0])
def test_it_is_a_butterworth_filter_of_second_order(kind: str, cutoff: float) -> None:
    ours = biquad(kind, cutoff, sample_rate=44100, q=2**-0.5)
    np.testing.assert_allclose(ours, butter(2, cutoff, kind[:-4], fs=44100, output="sos"), atol=1e-12)


def test_at_the_cutoff_the_gain_is_q() -> None:
    response = sosfreqz(biquad("lowpass", 500, sample_rate=8000, q=0.3), [500], fs=8000)[1]
    assert abs(response[0]) == pytest.approx(0.3)


@pytest.mark.parametrize("cutoff", [0, -1, 4000, 5000])
def test_a_cutoff_beyond_half_the_rate_is_refused(cutoff: float) -> None:
    with pytest.raises(ValueError, match="between 0 and half the sample rate"):
        biquad("lowpass", cutoff, sample_rate=8000)
    with pytest.raises(ValueError, match="kind must be"):
        biquad("bandpass", 500, sample_rate=8000)
