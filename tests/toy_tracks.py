"""Tracks in memory and a separator without a network."""

from dataclasses import dataclass

import numpy as np

RATE = 1000  # Hz: scores need one-second frames, so a low rate keeps them cheap


@dataclass(frozen=True)
class ToyTrack:
    """A track in memory; a class of a module, so that other processes can read it."""

    name: str
    seed: int
    silent: tuple[str, ...] = ()
    sample_rate: int = RATE
    seconds: float = 3
    opposed: tuple[str, ...] = ()  # sources whose left and right cancel

    def stems(self) -> dict[str, np.ndarray]:
        rng = np.random.default_rng(self.seed)
        stems = {name: 0.1 * rng.standard_normal((int(self.seconds * RATE), 2)) for name in ("vocals", "drums")}
        for name in self.opposed:
            stems[name][:, 1] = -stems[name][:, 0]
        return {name: stem * (name not in self.silent) for name, stem in stems.items()}

    def mixture(self) -> np.ndarray:
        return sum(self.stems().values())


@dataclass(frozen=True)
class HalfOfTheMixture:
    """A separator without a network."""

    targets: tuple[str, ...] = ("vocals", "drums")

    def separate(self, source: np.ndarray, target: str, *, sample_rate: int, progress: bool) -> np.ndarray:
        assert sample_rate == RATE and not progress
        return source * {"vocals": 0.5, "drums": 0.4}[target]
