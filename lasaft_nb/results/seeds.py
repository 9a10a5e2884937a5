"""Numbers that several trainings give, the noise between their seeds, and when a difference counts.

The unit is the seed. The noise is measured: the standard deviation over seeds, pooled within a table, since three seeds
of one row say little by themselves. A difference counts when its 95 % interval (Student's t) leaves zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A measured number: the mean of its parts, each a mean over seeds.

    A number of one source has one part; a mean over sources has one a source, which were trained apart, so that their
    numbers of seeds may differ. Parts that come from one network rise and fall ``together``. A number that no training
    is in (a count of parameters, an oracle, a plain number) is ``exact``.
    """

    parts: tuple[tuple[float, ...], ...] = ()
    together: bool = False
    exact: bool = False

    @property
    def value(self) -> float:
        """The number; NaN where a part has no seed."""
        if not self.parts or not all(self.parts):
            return float("nan")
        return float(np.mean([np.mean(part) for part in self.parts]))

    @property
    def n_seeds(self) -> int:
        """Seeds that every part has; 0 of an exact number."""
        return 0 if self.exact else min(map(len, self.parts), default=0)

    @property
    def weight(self) -> float:
        """Variance of the number in units of the variance between seeds."""
        if self.exact:
            return 0.0
        shares = [1 / len(part) for part in self.parts]
        return max(shares) if self.together else sum(shares) / len(shares) ** 2


@dataclass(frozen=True, kw_only=True)
class Noise:
    """Standard deviation between seeds, and the degrees of freedom it rests on; none where nothing has two seeds."""

    sd: float = 0.0
    freedom: int = 0

    @classmethod
    def pooled(cls, groups: Iterable[Sequence[float]]) -> "Noise":
        """The noise of numbers (seed,) of one row each, as if all rows had the same."""
        several = [np.asarray(group) for group in groups if len(group) > 1]
        freedom = sum(len(group) - 1 for group in several)
        if not freedom:
            return cls()
        squares = sum(float(((group - group.mean()) ** 2).sum()) for group in several)
        return cls(sd=(squares / freedom) ** 0.5, freedom=freedom)


def interval(left: Sample, right: Sample, noise: Noise) -> tuple[float, float] | None:
    """The interval in which left minus right lies with `CONFIDENCE`; None where the noise is not measured."""
    from scipy.stats import t

    if left.exact and right.exact:
        return left.value - right.value, left.value - right.value
    if not noise.freedom:
        return None
    difference = left.value - right.value
    reach = float(t.ppf((1 + CONFIDENCE) / 2, noise.freedom)) * noise.sd * (left.weight + right.weight) ** 0.5
    return difference - reach, difference + reach
