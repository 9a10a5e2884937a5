"""Answers to the exercises of ``book/02_background/04_encoder_decoders``."""

from lasaft_nb.exercises.check import Exercise

EXERCISES = {
    "levels": Exercise(
        answer=9,
        hint="WaveUNet(n_layers=…).margin is the context in samples; half a second is 11025 of them",
    ),
}
