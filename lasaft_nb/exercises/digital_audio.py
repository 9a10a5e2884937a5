"""Answers to the exercises of ``book/02_background/01_digital_audio_and_stft``."""

from lasaft_nb.exercises.check import Exercise

EXERCISES = {
    "frames": Exercise(
        answer=1 + 3 * 44100 // 1024,
        hint="a centred STFT has a frame at sample 0 and then one every hop_length samples up to the end",
    ),
    "alias": Exercise(
        cases=(((3000, 4000), 1000.0), ((1000, 4000), 1000.0), ((5000, 4000), 1000.0), ((44100, 44100), 0.0)),
        hint="fold f to the nearest multiple of the sample rate and take the distance to it",
    ),
    "decibels": Exercise(
        cases=(((1.0,), 0.0), ((0.5,), -6.0206), ((10.0,), 20.0)),
        hint="an amplitude ratio r is 20 times log10(r) decibels; power would be 10 times",
    ),
    "n_fft": Exercise(
        answer=4096,
        hint="bins lie sample_rate / n_fft apart; a Hann window needs its two tones about two bins apart",
    ),
}
