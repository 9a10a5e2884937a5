"""Random numbers by key, whose streams no version of NumPy can change; arrays of them have shape (count,).

With what all of the generator's sounds share: the recipe's version, which is part of every key, their rate and type.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 44100  # Hz
GENERATOR_VERSION = 1  # part of every random key: another version is another dataset
Samples = NDArray[Any]  # (n,) or (2, n): floating point while mixing, integers once rounded


T = TypeVar("T")
SQRT_3 = 1.7320508075688772


class KeyedRandom:
    """A stream of random numbers that its key alone determines.

    Only the bits of PCG64 are NumPy's, and those are guaranteed (NEP 19); the maps to numbers and choices are ours.
    Every part of a song has a key of its own, so one part's draws never move another's.
    """

    def __init__(self, *key: object) -> None:
        self.key = "/".join(str(part) for part in key)
        digest = hashlib.sha256(self.key.encode()).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest[:16], "little"))

    def child(self, *key: object) -> "KeyedRandom":
        """An independent stream, whose key begins with this one's."""
        return KeyedRandom(self.key, *key)

    def uniforms(self, low: float, high: float, count: int) -> Samples:
        """``count`` numbers in [low, high)."""
        raw = np.asarray(self._bits.random_raw(count))
        unit = (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return low + (high - low) * unit

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """One number in [low, high)."""
        return float(self.uniforms(low, high, 1)[0])

    def integer(self, low: int, high: int) -> int:
        """One integer in low..high, both included."""
        return low + int(self.uniform() * (high - low + 1))

    def chance(self, probability: float) -> bool:
        """True with the probability given."""
        return self.uniform() < probability

    def pick(self, choices: Iterable[T], weights: Sequence[float] | None = None) -> T:
        """One of ``choices``, all alike or by ``weights``."""
        choices = list(choices)
        if weights is None:
            return choices[int(self.uniform() * len(choices))]
        left = self.uniform() * float(sum(weights))
        for choice, weight in zip(choices, weights, strict=True):
            left -= weight
            if left < 0:
                return choice
        return choices[-1]

    def gaussians(self, deviation: float, count: int) -> Samples:
        """``count`` nearly normal numbers (sums of four uniform ones: no transcendental function, so no rounding)."""
        return (self.uniforms(0.0, 1.0, 4 * count).reshape(4, count).sum(0) - 2.0) * (SQRT_3 * deviation)

    def gaussian(self, deviation: float = 1.0) -> float:
        """One nearly normal number around 0."""
        return float(self.gaussians(deviation, 1)[0])

    def noise(self, count: int) -> Samples:
        """White noise of variance 1."""
        return self.uniforms(-SQRT_3, SQRT_3, count)
