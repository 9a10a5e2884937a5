"""A singer: what stays the same through a song."""

from lasaft_nb.synth.keyed_random import KeyedRandom


class Singer:
    """Tract, folds and habits of one voice, drawn once for each song."""

    def __init__(self, sex: str, random: KeyedRandom) -> None:
        """``sex`` is ``female`` or ``male``."""
        female, draw = sex == "female", random.uniform
        self.scale = draw(1.12, 1.24) if female else draw(0.95, 1.07)  # of the formants: a shorter tract
        self.vibrato_rate = draw(4.9, 6.4)  # Hz
        self.vibrato_depth = draw(0.15, 0.7)  # semitones
        self.breath = draw(0.02, 0.09) * (1.25 if female else 1)
        self.tilt = draw(3500, 9500)  # Hz: how bright the folds are
        self.open_quotient = draw(0.75, 1.25)
        self.ring = draw(0.9, 1.15)  # how near the fourth and fifth formants lie: the singer's formant
        self.portamento = draw(0.04, 0.13)  # seconds
        self.jitter = draw(0.0015, 0.005)  # of a period
        self.bandwidth = draw(0.85, 1.3)
        self.fourth_formant = draw(3250, 3650)  # Hz
        self.sibilance = draw(0.65, 1.2)
        self.sibilant_frequency = draw(5200, 7500) * (1.1 if female else 1)  # Hz
