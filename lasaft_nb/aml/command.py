"""The meaning of an AML sentence, free of synonyms and of the order of sources."""

from dataclasses import dataclass

from lasaft_nb.sources import SOURCES

TARGETS = SOURCES[:3]  # what AML can name; "other" is not one instrument (thesis 5.2)
FILTER_LEVELS = ("light", "medium", "heavy")
PAN_LEVELS = ("", "completely")
LEVELS = {
    "separate": ("",),
    "mute": ("",),
    "increase": ("",),
    "decrease": ("",),
    "pan left": PAN_LEVELS,
    "pan right": PAN_LEVELS,
    "lowpass": FILTER_LEVELS,
    "highpass": FILTER_LEVELS,
    "dereverb": ("",),
}
TASKS = tuple(LEVELS)  # thesis Table 5.1, in its order
_SENTENCES = {
    "separate": "separate {targets}",
    "mute": "mute {targets}",
    "increase": "increase the volume of {targets}",
    "decrease": "decrease the volume of {targets}",
    "pan left": "pan {targets} {level} to the left side",
    "pan right": "pan {targets} {level} to the right side",
    "lowpass": "apply {level} lowpass to {targets}",
    "highpass": "apply {level} highpass to {targets}",
    "dereverb": "remove reverb from {targets}",
}


@dataclass(frozen=True, kw_only=True)
class Command:
    """One of the nine AMSS tasks, its target sources and its level. Equal commands do the same to a song.

    ``task`` is in ``TASKS``; ``targets`` is a non-empty set of ``TARGETS``; ``level`` is "light", "medium" or "heavy"
    for the filters, "" or "completely" for panning, "" otherwise.
    ``str(command)`` is the canonical sentence: first synonym, level spelled out, sources in the order of ``TARGETS``.
    """

    task: str
    targets: frozenset[str]
    level: str = ""

    def __post_init__(self) -> None:
        if self.task not in TASKS:
            raise ValueError(f"task must be one of {', '.join(TASKS)}; got {self.task!r}")
        object.__setattr__(self, "targets", frozenset(self.targets))
        if not self.targets or self.targets - set(TARGETS):
            raise ValueError(f"targets must be some of {', '.join(TARGETS)}; got {sorted(self.targets)}")
        if self.level not in LEVELS[self.task]:
            raise ValueError(f"level of {self.task!r} must be one of {LEVELS[self.task]}, got {self.level!r}")

    @property
    def sources(self) -> tuple[str, ...]:
        """The targets in the order of ``TARGETS``."""
        return tuple(source for source in TARGETS if source in self.targets)

    def __str__(self) -> str:
        filled = _SENTENCES[self.task].format(targets=", ".join(self.sources), level=self.level)
        return " ".join(filled.split())
