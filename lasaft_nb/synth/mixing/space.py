"""Space: every sub-stem sends a little of itself into a room and a hall, which are decaying noise in four bands."""

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples

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


SENDS = {  # to the room, to the hall
    "kick": (0.03, 0.0),
    "snare": (0.22, 0.06),
    "hihat": (0.12, 0),
    "bass": (0.02, 0),
    "piano": (0.12, 0.08),
    "guitar": (0.14, 0.06),
    "female": (0.08, 0.16),
    "male": (0.08, 0.14),
}


def placed(sounds: dict[str, Samples], style: str, random: KeyedRandom) -> dict[str, Samples]:
    """``sounds`` (2, n) with reverberation, each its own."""
    n_samples = next(iter(sounds.values())).shape[-1]
    t60, size = random.uniform(0.25, 0.6), random.uniform(0.1, 0.4)
    room = Reverb(random.child("room"), t60=t60, size=size, n_samples=n_samples)
    t60 = random.uniform(0.9, 2.2) * (1.25 if style == "ballad" else 1)
    hall = Reverb(random.child("hall"), t60=t60, size=random.uniform(0.5, 1), n_samples=n_samples)
    wet = random.uniform(0.5, 1.5)
    sends = {part: {room: wet * 2 * SENDS[part][0], hall: wet * 2 * SENDS[part][1]} for part in sounds}
    return {part: _sent(sound, sends[part]) for part, sound in sounds.items()}


def _sent(sound: Samples, sends: dict[Reverb, float]) -> Samples:
    if not np.any(sound):
        return sound
    out = sound.copy()
    for reverb, amount in sends.items():
        if amount:
            out += amount * reverb(sound)
    return out
