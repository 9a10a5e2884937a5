"""Artificial reverberation: combs side by side, then all-passes (Schroeder 1962), in the sizes of Jezar's Freeverb.

The settings, and the way percentages become coefficients, are those of SoX's ``reverb`` effect, which the authors used.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.signal import lfilter, oaconvolve

from lasaft_nb.audio.waveform import Waveform as Samples
from lasaft_nb.audio.waveform import as_waveform

COMB_DELAYS = (1116, 1188, 1277, 1356, 1422, 1491, 1557, 1617)  # samples at 44.1 kHz
ALLPASS_DELAYS = (225, 341, 441, 556)  # samples at 44.1 kHz
ALLPASS_FEEDBACK = 0.5
STEREO_OFFSET = 12  # samples at 44.1 kHz: the right ear's delays differ by this, up and down in turn
WET_SCALE = 0.015  # eight combs add up; this brings them back to the level of the dry sound
FEEDBACK_RANGE = (0.3, 0.98)  # of a comb, at reverberance 0 % and 100 %
TAIL_SECONDS = 20.0  # the longest comb has lost 100 dB by then


@dataclass(frozen=True, kw_only=True)
class ReverbConfig:
    """The knobs of SoX's ``reverb``; the defaults are those of the AMSS training data (thesis 5.3, authors' code)."""

    reverberance: float = 100.0  # per cent
    hf_damping: float = 50.0  # per cent
    room_scale: float = 100.0  # per cent
    stereo_depth: float = (
        100.0  # per cent; at exactly 0 SoX would leave left and right apart, here they share one mono hall
    )
    pre_delay: float = 32.0  # milliseconds
    wet_gain: float = 3.0  # decibels

    def __post_init__(self) -> None:
        for name in ("reverberance", "hf_damping", "room_scale", "stereo_depth"):
            if not 0 <= getattr(self, name) <= 100:
                raise ValueError(f"{name} must be 0..100 per cent, got {getattr(self, name)}")
        if not 0 <= self.pre_delay <= 500:
            raise ValueError(f"pre_delay must be 0..500 ms, got {self.pre_delay}")

    @property
    def feedback(self) -> float:
        """Share of a comb's output that goes round again; equal steps of the knob divide 1 - feedback equally."""
        low, high = (1 - value for value in FEEDBACK_RANGE)
        return float(1 - low * (high / low) ** (self.reverberance / 100))

    @property
    def damping(self) -> float:
        """Pole of the one-pole low-pass inside each comb: high notes die first."""
        return self.hf_damping / 100 * 0.3 + 0.2

    @property
    def room(self) -> float:
        """Factor on the comb delays."""
        return self.room_scale / 100 * 0.9 + 0.1

    @property
    def gain(self) -> float:
        """Linear gain of the reverberant sound."""
        return float(10 ** (self.wet_gain / 20)) * WET_SCALE


DEFAULT = ReverbConfig()


def reverb(stem: Samples, sample_rate: int, config: ReverbConfig = DEFAULT) -> Samples:
    """Dry sound at ``sample_rate`` Hz plus its reverberation, cut to the input's length.

    Shapes: stem and result (n, 2). The reverberator hears the mean of both channels and answers each ear on its own.
    It is linear and time-invariant, so it is applied as one convolution with its impulse response.
    """
    as_waveform(stem, name="stem", channels=(2,), finite=False)
    response = impulse_response(sample_rate, config)[: len(stem)]
    mono = stem.mean(axis=1, keepdims=True, dtype=np.float64)
    wet = oaconvolve(mono, response, axes=0)[: len(stem)] if len(stem) else np.zeros(stem.shape)
    return np.asarray(stem + wet, dtype=stem.dtype)


@lru_cache(maxsize=8)
def impulse_response(sample_rate: int, config: ReverbConfig = DEFAULT) -> Samples:
    """What each ear hears of one click, without the click itself: (n, 2) at ``sample_rate`` Hz, float64, 20 s long."""
    length, wait = round(TAIL_SECONDS * sample_rate), round(config.pre_delay / 1000 * sample_rate)
    click = np.zeros(length)
    click[min(wait, length - 1)] = config.gain
    ears = [_freeverb(click, sample_rate / 44100, offset, config) for offset in (0.0, config.stereo_depth / 100)]
    response = np.stack(ears, axis=1)
    response.flags.writeable = False
    return response


def _freeverb(x: Samples, rate: float, offset: float, config: ReverbConfig) -> Samples:
    """Eight damped combs side by side, then four all-passes in a row. ``rate`` is relative to 44.1 kHz; x is (n,)."""
    combs, allpasses = (
        [delay + (-1) ** i * STEREO_OFFSET * offset for i, delay in enumerate(delays)]
        for delays in (COMB_DELAYS, ALLPASS_DELAYS)
    )
    y = np.zeros_like(x)
    for delay in combs:
        y += _comb(x, int(config.room * rate * delay + 0.5), config.feedback, config.damping)
    for delay in allpasses:
        y = _allpass(y, int(rate * delay + 0.5))
    return y


def _comb(x: Samples, delay: int, feedback: float, damping: float) -> Samples:
    """Send x round a loop of ``delay`` samples with a low-pass and an attenuation in it, one lap at a time."""
    laps, state = np.append(x, np.zeros(-len(x) % delay)).reshape(-1, delay), np.zeros(1)
    for i in range(1, len(laps)):
        damped, state = lfilter([1 - damping], [1, -damping], laps[i - 1], zi=state)
        laps[i] += feedback * damped
    return np.append(np.zeros(delay), laps.ravel())[: len(x)]


def _allpass(x: Samples, delay: int) -> Samples:
    """Freeverb's "all-pass": w[n] = x[n] + g w[n-d], y[n] = w[n-d] - x[n]: echoes denser, colour almost unchanged."""
    laps = np.append(x, np.zeros(-len(x) % delay)).reshape(-1, delay)
    for i in range(1, len(laps)):
        laps[i] += ALLPASS_FEEDBACK * laps[i - 1]
    return np.append(np.zeros(delay), laps.ravel())[: len(x)] - x
