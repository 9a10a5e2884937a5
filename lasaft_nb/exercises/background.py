"""Answers to the exercises of the introduction and of the background (thesis 1 and 2, ``book/01_*`` and ``02_*``)."""

import numpy as np

from lasaft_nb.exercises.exercise import Exercise

_PARTS = np.array([[3.0, 1.0, 0.1], [1.0, 1.0, 0.2], [0.5, 1.0, 5.0]]) * np.array([1, 1j, -1])


def _owners(parts: np.ndarray, share: float) -> np.ndarray:
    """Index of the source with at least ``share`` of a bin's power, or -1."""
    power = np.abs(parts) ** 2
    found = power / power.sum(axis=0)
    return np.where(found.max(axis=0) >= share, found.argmax(axis=0), -1)


INTRODUCTION = {
    "share": Exercise(
        answer=0.9,
        hint="shares are shares of power: square the amplitudes before you add them",
        second_hint="the powers of the two are 3 * 3 and 1 * 1; divide the first by their sum",
    ),
    "interference": Exercise(
        answer=0.0,
        hint="add the two complex numbers first, then take the magnitude",
        second_hint="the sum of 2 and -2 comes first; its magnitude says what is left of the two",
    ),
    "owner": Exercise(
        cases=tuple(((_PARTS, share), _owners(_PARTS, share)) for share in (0.5, 0.85, 0.99)),
        hint="power first; then the largest share of each bin, and its argmax where that is large enough, else -1",
        second_hint="found = power / power.sum(axis=0), then np.where(found.max(axis=0) >= share, ..., -1)",
    ),
}

DIGITAL_AUDIO = {
    "frames": Exercise(
        answer=1 + 3 * 44100 // 1024,
        hint="a centred STFT has a frame at sample 0 and then one every hop_length samples up to the end",
        second_hint="1 + samples // hop_length, with 3 * 44100 samples and a hop of 1024",
    ),
    "alias": Exercise(
        cases=(((3000, 4000), 1000.0), ((1000, 4000), 1000.0), ((5000, 4000), 1000.0), ((44100, 44100), 0.0)),
        hint="fold f to the nearest multiple of the sample rate and take the distance to it",
        second_hint="round(f / rate) * rate is the nearest multiple; abs() of the difference is heard",
    ),
    "decibels": Exercise(
        cases=(((1.0,), 0.0), ((0.5,), -6.0206), ((10.0,), 20.0)),
        hint="an amplitude ratio r is 20 times log10(r) decibels; power would be 10 times",
        second_hint="20 * np.log10(r); it must give 0 for 1 and 20 for 10",
    ),
    "n_fft": Exercise(
        answer=4096,
        hint="bins lie sample_rate / n_fft apart; a Hann window needs its two tones about two bins apart",
        second_hint="the bins may be 11 Hz apart at most: 44100 / n_fft <= 11; now take the next power of two",
    ),
}

MIXING = {
    "faders": Exercise(
        answer=-6.0206,
        hint="half the amplitude, and decibels of an amplitude are 20 log10",
        second_hint="20 * log10(0.5), and what gets quieter has a negative change",
    ),
    "notch": Exercise(
        answer=50.0,
        hint="the echo cancels the sound where its delay is half a period",
        second_hint="a delay of 10 ms is half of a period of 20 ms; how many of those fit into a second?",
    ),
    "constant-power": Exercise(
        cases=((((0.0),), np.array([1.0, 0.0])), (((0.5),), np.sqrt([0.5, 0.5])), (((1.0),), np.array([0.0, 1.0]))),
        hint="cosine and sine of the same angle have squares that add up to one; position 1 is an angle of 90 degrees",
        second_hint="np.array([np.cos(angle), np.sin(angle)]) with angle = position * pi / 2",
    ),
    "sources": Exercise(
        answer="infinitely many",
        hint="add any sound to one stem and take it from another",
        second_hint="one equation for two unknown stems at every sample; the answer is one of the four texts",
    ),
}

_TIME = np.arange(800) / 100
_SOUND = np.stack((np.sin(_TIME), np.cos(3 * _TIME)), axis=1)
_NOISY = 0.5 * _SOUND + 0.1 * np.stack((np.cos(7 * _TIME), np.sin(5 * _TIME)), axis=1)


def _si_sdr(reference: np.ndarray, estimate: np.ndarray) -> float:
    """Scale-invariant SDR in dB over all samples and channels (Le Roux et al. 2019)."""
    scaled = (estimate * reference).sum() / (reference**2).sum() * reference
    return float(10 * np.log10((scaled**2).sum() / ((estimate - scaled) ** 2).sum()))


BEFORE_DEEP_LEARNING = {
    "half": Exercise(
        answer=6.0206,
        hint="the error is half the source; SDR is 20 log10 of source over error",
        second_hint="source over error is 1 / 0.5; 20 log10 of that",
    ),
    "si-sdr": Exercise(
        cases=(
            ((_SOUND, _NOISY), _si_sdr(_SOUND, _NOISY)),
            ((_SOUND, 10 * _NOISY), _si_sdr(_SOUND, _NOISY)),
            ((_NOISY, _SOUND), _si_sdr(_NOISY, _SOUND)),
        ),
        hint="scale the reference by <e, s> / <s, s> first; sums go over samples and channels together",
        second_hint="target = (estimate * reference).sum() / (reference**2).sum() * reference; the rest is error",
    ),
    "frames": Exercise(
        answer=7,
        hint="museval drops a second for every source when any source is silent in it",
        second_hint="a second counts if vocals and drums both play in it: which seconds are in 1 to 8 and in 2 to 9?",
    ),
}

ENCODER_DECODERS = {
    "levels": Exercise(
        answer=9,
        hint="WaveUNet(n_layers=…).margin is the context in samples; half a second is 11025 of them",
        second_hint='try n_layers = 8, 9, 10 under torch.device("meta") and compare each margin with 11025',
    ),
}

CHAPTERS = {
    "introduction": INTRODUCTION,
    "digital-audio": DIGITAL_AUDIO,
    "mixing": MIXING,
    "before-deep-learning": BEFORE_DEEP_LEARNING,
    "encoder-decoders": ENCODER_DECODERS,
}
