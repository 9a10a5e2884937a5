"""What a mini dataset consists of: how many songs of which length, and their names."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from lasaft_nb.errors import UserError
from lasaft_nb.synth.keyed_random import GENERATOR_VERSION, KeyedRandom
from lasaft_nb.synth.styles import STYLES

Split = Literal["train", "valid", "test"]
LONGEST = 60.0  # seconds: a song of 60 s needs 1.8 GB while it is made, and memory grows with length


@dataclass(frozen=True, kw_only=True)
class MiniPlan:
    """Sizes and seed of a mini dataset; the same plan gives the same audio."""

    name: str
    train: int  # songs
    valid: int  # songs
    test: int  # songs
    seconds: float  # length of every song
    seed: int = 0

    def __post_init__(self) -> None:
        if min(self.train, self.valid, self.test) < 0 or self.train + self.valid + self.test == 0:
            counts = f"{self.train}, {self.valid}, {self.test}"
            raise UserError(f"train, valid, test must not be negative nor all 0, got {counts}")
        if not 4 <= self.seconds <= LONGEST:
            raise UserError(f"seconds must be in 4..{LONGEST:.0f}, got {self.seconds}")

    def songs(self) -> Iterator["SongPlan"]:
        """Every song, training ones first."""
        counts: dict[Split, int] = {"train": self.train, "valid": self.valid, "test": self.test}
        for split, count in counts.items():
            for index in range(count):
                yield SongPlan(split=split, index=index, seconds=self.seconds, seed=self.seed)

    def to_dict(self) -> dict[str, Any]:
        """The fields, with the generator's version: what a manifest stores and a second run compares."""
        return {"generator_version": GENERATOR_VERSION, **asdict(self)}


@dataclass(frozen=True, kw_only=True)
class SongPlan:
    """One song. Those that validate and test use every instrument and both voices, so that all can be scored."""

    split: Split
    index: int
    seconds: float
    seed: int = 0

    @property
    def key(self) -> str:
        """Key of the song's random numbers: splits share none."""
        return f"{GENERATOR_VERSION}/{self.seed}/{self.split}/{self.index}"

    @property
    def style(self) -> str:
        """Styles come in shuffled rounds: songs 0-6 of a split have one of each, and so have songs 7-13."""
        random = KeyedRandom("style", GENERATOR_VERSION, self.seed, self.split, self.index // len(STYLES))
        left = list(STYLES)
        order = [left.pop(random.integer(0, len(left) - 1)) for _ in range(len(left))]
        return order[self.index % len(STYLES)]

    @property
    def all_parts(self) -> bool:
        """Whether no instrument may be absent."""
        return self.split != "train"

    @property
    def name(self) -> str:
        """Folder's name, in MUSDB18's form "artist - title"."""
        return f"Synth {self.seed} - {self.split} {self.index:03d} {self.style}"

    @property
    def folder(self) -> str:
        """Place in the dataset: as in MUSDB18, songs that validate lie among the training ones."""
        return f"{'test' if self.split == 'test' else 'train'}/{self.name}"


PRESETS = {
    "nano": MiniPlan(name="mini-nano", train=1, valid=1, test=1, seconds=6.0),
    "tiny": MiniPlan(name="mini-tiny", train=6, valid=2, test=2, seconds=10.0),
    "small": MiniPlan(name="mini-small", train=20, valid=4, test=8, seconds=20.0),
    "medium": MiniPlan(name="mini-medium", train=80, valid=4, test=8, seconds=20.0),
    "full": MiniPlan(name="mini-full", train=86, valid=14, test=50, seconds=30.0),
}


def plan(preset: str, **changes: Any) -> MiniPlan:
    """A preset's plan, with fields changed; a plan that differs in more than the seed is called ``mini-custom``."""
    if preset not in PRESETS:
        raise UserError(f"preset must be among {', '.join(PRESETS)}, got {preset!r}")
    changed = replace(PRESETS[preset], **changes)
    same = replace(changed, seed=0) == PRESETS[preset]
    return changed if same else replace(changed, name="mini-custom")
