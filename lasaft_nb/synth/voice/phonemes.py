"""What the mouth does: formants of vowels, consonants and stops (male targets; a singer scales them)."""

from dataclasses import dataclass

Formants = tuple[float, float, float]  # Hz: the first three resonances of the vocal tract
FRICTIONS = ("s", "sh", "f", "k")  # colours of noise

NEUTRAL: Formants = (500, 1450, 2450)
VOWELS: dict[str, Formants] = {
    "i": (290, 2250, 2950),
    "I": (400, 1950, 2550),
    "e": (540, 1800, 2480),
    "ae": (670, 1700, 2400),
    "a": (730, 1120, 2440),
    "O": (570, 860, 2410),
    "U": (440, 1040, 2240),
    "u": (320, 900, 2250),
    "V": (640, 1200, 2390),
    "er": (490, 1350, 1700),
}
DIPHTHONGS = {"ey": ("e", "i"), "ay": ("a", "I"), "ow": ("O", "U"), "oy": ("O", "I"), "aw": ("a", "U")}


@dataclass(frozen=True)
class Consonant:
    """A sound that can be held. ``formants`` None takes those of the vowel that follows."""

    formants: Formants | None
    voicing: float
    aspiration: float
    friction: str
    friction_level: float
    duration: float  # seconds
    nasality: float = 0.0


@dataclass(frozen=True)
class Stop:
    """A closure and a burst."""

    formants: Formants
    voicing: float
    friction: str
    friction_level: float
    closure: float  # seconds
    aspiration: float  # seconds

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.closure + self.aspiration


CONSONANTS = {
    "m": Consonant((280, 1000, 2200), 0.38, 0, "", 0, 0.075, 1),
    "n": Consonant((280, 1600, 2600), 0.38, 0, "", 0, 0.065, 1),
    "ng": Consonant((280, 2000, 2500), 0.35, 0, "", 0, 0.07, 1),
    "l": Consonant((370, 1150, 2700), 0.55, 0, "", 0, 0.065),
    "r": Consonant((330, 1100, 1500), 0.55, 0, "", 0, 0.07),
    "w": Consonant((300, 650, 2200), 0.5, 0, "", 0, 0.07),
    "y": Consonant((270, 2200, 3000), 0.5, 0, "", 0, 0.06),
    "h": Consonant(None, 0.05, 0.9, "", 0, 0.07),
    "s": Consonant((350, 1700, 2600), 0, 0.03, "s", 1.0, 0.105),
    "sh": Consonant((350, 1800, 2500), 0, 0.05, "sh", 1.0, 0.11),
    "f": Consonant((350, 1100, 2300), 0, 0.05, "f", 0.40, 0.09),
    "th": Consonant((350, 1400, 2500), 0, 0.05, "f", 0.3, 0.08),
    "v": Consonant((350, 1100, 2300), 0.3, 0.1, "f", 0.18, 0.06),
    "z": Consonant((330, 1700, 2600), 0.3, 0.05, "s", 0.5, 0.075),
}
STOPS = {
    "p": Stop((350, 900, 2200), 0, "f", 0.5, 0.055, 0.045),
    "t": Stop((350, 1750, 2650), 0, "s", 0.8, 0.05, 0.045),
    "k": Stop((350, 1900, 2200), 0, "k", 0.8, 0.05, 0.05),
    "b": Stop((300, 900, 2200), 0.12, "f", 0.35, 0.045, 0.008),
    "d": Stop((300, 1750, 2650), 0.12, "s", 0.45, 0.04, 0.01),
    "g": Stop((300, 1900, 2200), 0.12, "k", 0.5, 0.045, 0.015),
}


def first_formants(vowel: str) -> Formants:
    """Formants at the start of a vowel or diphthong."""
    return VOWELS[DIPHTHONGS[vowel][0] if vowel in DIPHTHONGS else vowel]


def duration(consonant: str) -> float:
    """Seconds of a whole consonant or stop."""
    return CONSONANTS[consonant].duration if consonant in CONSONANTS else STOPS[consonant].duration


def closing(consonant: str) -> float:
    """Seconds at the end of a syllable, where a stop has no burst."""
    return CONSONANTS[consonant].duration if consonant in CONSONANTS else STOPS[consonant].closure
