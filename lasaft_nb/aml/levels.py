"""How loud a sound is: peak and RMS in dBFS, and loudness in LUFS (ITU-R BS.1770-4)."""

import numpy as np
from scipy.signal import sosfilt

from lasaft_nb.aml.shapes import Samples, check_stem

SILENCE = -120.0  # dB: what digital silence is given, since its logarithm has no value
BLOCK_SECONDS, OVERLAP = 0.4, 0.75
ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0  # LUFS, and LU below the ungated loudness


def peak_dbfs(waveform: Samples) -> float:
    """Largest absolute sample of (n, 2) in decibels; 0 dBFS is the largest that a file can hold."""
    check_stem(waveform, "waveform")
    return _decibels(float(np.abs(waveform).max(initial=0)) ** 2)


def rms_dbfs(waveform: Samples) -> float:
    """Root of the mean square of (n, 2) over both channels in decibels; a full-scale sine has -3.01 dBFS."""
    check_stem(waveform, "waveform")
    return _decibels(float(np.mean(waveform.astype(np.float64) ** 2))) if len(waveform) else SILENCE


def lufs(waveform: Samples, sample_rate: int) -> float:
    """Gated loudness in LUFS: the mean power after two filters that imitate head and ear, without the pauses.

    Shape: (n, 2), at ``sample_rate`` Hz.

    Blocks of 0.4 s that overlap by three quarters; those below -70 LUFS, and then those 10 LU below the mean of the
    rest, don't count (BS.1770-4, section "Gating"). Sounds shorter than one block get -120.
    """
    check_stem(waveform, "waveform")
    size = round(BLOCK_SECONDS * sample_rate)
    if len(waveform) < size:
        return SILENCE
    weighted = sosfilt(k_weighting(sample_rate), waveform.astype(np.float64), axis=0)
    starts = range(0, len(waveform) - size + 1, round(size * (1 - OVERLAP)))
    power = np.array([np.sum(np.mean(weighted[start : start + size] ** 2, axis=0)) for start in starts])
    power = power[_loudness(power) > ABSOLUTE_GATE]
    if not power.size:
        return SILENCE
    power = power[_loudness(power) > _loudness(power.mean()) + RELATIVE_GATE]
    return float(_loudness(power.mean()))


def k_weighting(sample_rate: int) -> Samples:
    """Second-order sections of BS.1770's two filters at any sample rate (the standard prints 48 kHz only): (2, 6).

    A high shelf of +4 dB for the head and a high-pass for the ear, by the bilinear transform of their analogue forms.
    """
    shelf_gain, shelf_q, pass_q = 10 ** (3.999843853973347 / 20), 0.7071752369554196, 0.5003270373238773
    k = np.tan(np.pi * 1681.974450955533 / sample_rate)
    middle = shelf_gain**0.4996667741545416
    shelf = [
        shelf_gain + middle * k / shelf_q + k * k,
        2 * (k * k - shelf_gain),
        shelf_gain - middle * k / shelf_q + k * k,
    ]
    shelf_poles = [1 + k / shelf_q + k * k, 2 * (k * k - 1), 1 - k / shelf_q + k * k]
    k = np.tan(np.pi * 38.13547087602444 / sample_rate)
    pass_poles = [1 + k / pass_q + k * k, 2 * (k * k - 1), 1 - k / pass_q + k * k]
    sections = np.array([shelf + shelf_poles, [1 * pass_poles[0], -2 * pass_poles[0], pass_poles[0], *pass_poles]])
    return sections / sections[:, [3]]


def _loudness(power: Samples) -> Samples:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 10 ** (SILENCE / 10))))


def _decibels(power: float) -> float:
    return max(SILENCE, float(10 * np.log10(max(power, 1e-30))))
