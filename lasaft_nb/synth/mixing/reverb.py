"""A room: exponentially decaying noise in four bands, with a few early reflections."""

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from lasaft_nb.synth import SAMPLE_RATE
from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.mixing.filters import Samples

BANDS = ((150, 700, 1.1), (700, 3000, 1.0), (3000, 7000, 0.7), (7000, 14000, 0.4))  # Hz, Hz, share of the decay
LONGEST = 2.6  # seconds


class Reverb:
    """Convolution with a drawn impulse response: the sound's middle in, two sides out."""

    def __init__(self, random: KeyedRandom, *, t60: float, size: float, n_samples: int) -> None:
        """``t60``: seconds until the tail is 60 dB down; ``size``: 0 small to 1 large."""
        self.n_samples = n_samples
        self.length = int(min(t60 * 1.1, LONGEST) * SAMPLE_RATE)
        self.n_fft = next_fast_len(n_samples + self.length, True)
        sides = [self._response(random.child("ir", side), t60, size) for side in range(2)]
        self.responses = [rfft(response, self.n_fft) for response in sides]

    def __call__(self, sound: Samples) -> Samples:
        """Reverberation (2, n) of ``sound`` (2, n)."""
        spectrum = rfft(0.5 * (sound[0] + sound[1]), self.n_fft)
        return np.stack([irfft(spectrum * response, self.n_fft)[: self.n_samples] for response in self.responses])

    def _response(self, random: KeyedRandom, t60: float, size: float) -> Samples:
        times = np.arange(self.length) / SAMPLE_RATE
        noise = rfft(random.noise(self.length))
        frequencies = np.arange(len(noise)) * SAMPLE_RATE / self.length
        tail = np.zeros(self.length)
        for low, high, share in BANDS:
            band = (frequencies >= low) & (frequencies < high)
            tail += irfft(noise * band, self.length) * np.exp(-6.9 * times / (t60 * share))
        tail *= np.minimum(1, times / (0.004 + 0.02 * size))
        tail /= np.sqrt((tail**2).sum())
        for number in range(7):
            delay = int((0.004 + size * 0.045 * (number + random.uniform(0, 1)) / 7) * SAMPLE_RATE)
            if delay < self.length:
                tail[delay] += random.pick((-1, 1)) * 0.35 * 0.8**number
        before = int((0.005 + 0.03 * size) * SAMPLE_RATE)
        return np.concatenate([np.zeros(before), tail])[: self.length]
