"""All that is needed to build a model again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class ModelConfig:
    """A network by name and what stands around it; checkpoints store it beside the weights.

    Waveform networks ignore ``estimation``, ``n_fft`` and ``hop_length``.
    """

    network: str  # a name of `zoo.names()`
    overrides: dict[str, Any] = field(default_factory=dict)
    estimation: str = "DCSE"
    n_fft: int = 2048  # samples
    hop_length: int = 1024  # samples
    sample_rate: int = 44100  # Hz
    targets: tuple[str, ...] = ("vocals",)

    def __post_init__(self) -> None:
        for name, largest in (("n_fft", 2**17), ("hop_length", 2**17), ("sample_rate", 768_000)):
            if not isinstance(value := getattr(self, name), int) or not 0 < value <= largest:
                raise ValueError(f"{name} must be a whole number from 1 to {largest}, got {value!r}")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "targets": list(self.targets)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "ModelConfig":
        """The inverse of `to_dict`."""
        return cls(**{**values, "targets": tuple(values["targets"])})
