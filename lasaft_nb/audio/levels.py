"""How loud a sound is: decibels, peak and RMS in dBFS, and loudness in LUFS (ITU-R BS.1770-4)."""

import numpy as np
import numpy.typing as npt
from scipy.signal import sosfilt

from lasaft_nb.audio.waveform import Waveform, as_waveform

SILENCE = -120.0  # dB: what digital silence is given, since its logarithm has no value
BLOCK_SECONDS, STEPS = 0.4, 4  # blocks of BS.1770 overlap by three quarters
ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0  # LUFS, and LU below the ungated loudness
OFFSET = -0.691  # dB; makes a sine of 997 Hz at full scale in one channel -3.01 LUFS


def decibels(power: float, *, floor: float = SILENCE) -> float:
    """10 log10 of a power, or of a ratio of two powers or energies; ``floor`` dB at the least."""
    return max(floor, float(10 * np.log10(max(power, 1e-30))))


def decibels_to_gain(level: float) -> float:
    """The factor on an amplitude that ``level`` decibels are: 10^(dB / 20)."""
    return 10 ** (level / 20)


def peak_dbfs(waveform: Waveform) -> float:
    """Largest absolute sample of (n, c) in decibels; 0 dBFS is the largest that a file can hold."""
    return decibels(float(np.abs(as_waveform(waveform)).max(initial=0)) ** 2)


def rms_dbfs(waveform: Waveform) -> float:
    """Root of the mean square of (n, c) over both channels in decibels; a full-scale sine has -3.01 dBFS."""
    samples = as_waveform(waveform, dtype=np.float64)
    return decibels(float(np.mean(samples**2))) if len(samples) else SILENCE


def lufs(
    waveform: Waveform,
    sample_rate: int,
    *,
    weighting: npt.NDArray[np.float64] | None = None,
    absolute_gate: float = ABSOLUTE_GATE,
) -> float:
    """Gated loudness in LUFS: the mean power after two filters that imitate head and ear, without the pauses.

    Shape: (n, c), at ``sample_rate`` Hz.

    Blocks of 0.4 s that overlap by three quarters; those below -70 LUFS, and then those 10 LU below the mean of the
    rest, don't count (BS.1770-4, section "Gating"). Sounds shorter than one block get -120.

    Args:
        waveform: the sound.
        sample_rate: Hz.
        weighting: second-order sections (2, 6) instead of `k_weighting`.
        absolute_gate: LUFS below which a block doesn't count.
    """
    sides = as_waveform(waveform, dtype=np.float64).T
    step = round(BLOCK_SECONDS / STEPS * sample_rate)
    n_steps = sides.shape[1] // step
    if n_steps < STEPS:
        return SILENCE
    weighted = sosfilt(k_weighting(sample_rate) if weighting is None else weighting, sides, axis=-1)
    power = (weighted[:, : n_steps * step] ** 2).reshape(len(sides), n_steps, step).mean(2).sum(0)
    power = np.convolve(power, np.ones(STEPS) / STEPS, "valid")
    power = power[power > 10 ** ((absolute_gate - OFFSET) / 10)]
    if not power.size:
        return SILENCE
    return float(OFFSET + 10 * np.log10(power[power > power.mean() * 10 ** (RELATIVE_GATE / 10)].mean()))


def k_weighting(sample_rate: int) -> npt.NDArray[np.float64]:
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
