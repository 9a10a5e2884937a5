"""What the zoo holds: one entry per network the thesis trains or compares with."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from torch import nn

from lasaft_nb.models.unet import UNetSize


@dataclass(frozen=True, kw_only=True)
class ZooEntry:
    """A network by name: how to build it and what it works on.

    ``make`` is a function of keywords; ``fixed`` are those that make the network what it is, ``sizes`` published values
    that differ from the defaults and may be overridden; ``passes_to`` are the callables that ``make`` hands further
    keywords to. Networks of kind "spectrogram" map features (b, c, t, f) to an output of the same axes, those of kind
    "waveform" (b, c, n) to (b, s, c, n); conditioned ones take (x, condition), and the condition that one ``reads`` is
    the number of a source (b,), or the tokens of a sentence (b, w), see `lasaft_nb.aml.words`.
    """

    name: str
    make: Callable[..., nn.Module]
    fixed: dict[str, Any] = field(default_factory=dict)
    sizes: dict[str, Any] = field(default_factory=dict)
    passes_to: tuple[Callable[..., Any], ...] = (UNetSize,)
    n_fft: int = 2048  # samples
    hop_length: int = 1024  # samples
    conditioned: bool = False
    reads: Literal["source", "sentence"] = "source"
    kind: Literal["spectrogram", "waveform"] = "spectrogram"
    description: str
    place: str  # where the thesis has it

    @property
    def trained_as(self) -> Literal["dedicated", "conditioned", "sentences", "waveforms"]:
        """The kind of training, which decides how long it has to be."""
        if self.kind == "waveform":
            return "waveforms"
        if not self.conditioned:
            return "dedicated"
        return "sentences" if self.reads == "sentence" else "conditioned"

    def options(self) -> tuple[str, ...]:
        """Names of the sizes that may be overridden."""
        parameters = [p for made in (self.make, *self.passes_to) for p in inspect.signature(made).parameters.values()]
        names = dict.fromkeys(p.name for p in parameters if p.kind is not inspect.Parameter.VAR_KEYWORD)
        return tuple(name for name in names if name not in {*self.fixed, "modulation", "transformation"})

    def build(self, **overrides: Any) -> nn.Module:
        """The network, with fresh weights."""
        if unknown := sorted(set(overrides) - set(self.options())):
            raise ValueError(f"{self.name} has no {', '.join(unknown)}; its sizes are {', '.join(self.options())}")
        stft = {"n_fft": self.n_fft} if "n_fft" in self.options() else {}
        return self.make(**{**stft, **self.sizes, **self.fixed, **overrides})
