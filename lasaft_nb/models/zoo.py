"""The named networks: one entry per network the thesis trains, at the thesis's size unless overridden."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from torch import nn

from lasaft_nb.models import dedicated
from lasaft_nb.models.unet import UNetSize


@dataclass(frozen=True, kw_only=True)
class ZooEntry:
    """A network by name: how to build it and what it works on.

    ``make`` is a function of keywords; ``sizes`` are the values that differ from its defaults. Networks of kind
    "spectrogram" map features (b, c, t, f) to an output of the same axes, those of kind "waveform" (b, c, n) to
    (b, s, c, n); conditioned ones take (x, condition).
    """

    name: str
    make: Callable[..., nn.Module]
    sizes: dict[str, Any] = field(default_factory=dict)
    hop_length: int = 1024  # samples
    conditioned: bool = False
    kind: Literal["spectrogram", "waveform"] = "spectrogram"
    description: str
    place: str

    @property
    def n_fft(self) -> int:
        """STFT window in samples of the published network."""
        return int(self.sizes.get("n_fft", 2048))

    def options(self) -> tuple[str, ...]:
        """Names of the sizes that may be overridden."""
        parameters = inspect.signature(self.make).parameters.values()
        own = [p.name for p in parameters if p.kind is not inspect.Parameter.VAR_KEYWORD]
        more = [f.name for f in fields(UNetSize)] if len(own) < len(parameters) else []
        return (*own, *(name for name in more if name not in own))

    def build(self, **overrides: Any) -> nn.Module:
        """The network, with fresh weights."""
        if unknown := sorted(set(overrides) - set(self.options())):
            raise ValueError(f"{self.name} has no {', '.join(unknown)}; its sizes are {', '.join(self.options())}")
        return self.make(**{**self.sizes, **overrides})


_LARGE = {"n_blocks": 9, "n_fft": 4096}

_ENTRIES = (
    ZooEntry(
        name="tdc_17",
        make=dedicated.tdc_unet,
        sizes={"n_blocks": 17},
        description="17 blocks of convolutions over frequency only",
        place="ISMIR 2020 paper, Table 2",
    ),
    ZooEntry(name="tfc_7", make=dedicated.tfc_unet, description="7 blocks of 2-D convolutions", place="thesis 3.4"),
    ZooEntry(
        name="tfc_17",
        make=dedicated.tfc_unet,
        sizes={
            "n_blocks": 17,
            "time_levels": (0, 2, 4),
        },  # 3 levels by thesis 3.6.3 and the count; which 3 is our choice
        description="17 blocks of 2-D convolutions",
        place="thesis Table 3.5, row 1",
    ),
    ZooEntry(
        name="tfc_17_keep_time",
        make=dedicated.tfc_unet,
        sizes={"n_blocks": 17, "time_levels": ()},
        description="17 blocks of 2-D convolutions, number of frames kept at every level",
        place="thesis Table 3.5, row 2",
    ),
    ZooEntry(
        name="tfc_9_large",
        make=dedicated.tfc_unet,
        sizes=_LARGE,
        description="9 blocks of 2-D convolutions, window of 4096 samples",
        place="thesis Table 3.7, row 4",
    ),
    ZooEntry(
        name="tdf_7",
        make=dedicated.tdf_unet,
        description="7 blocks of fully-connected networks over frequency",
        place="ISMIR 2020 paper, Table 2",
    ),
    ZooEntry(
        name="tfc_tdf_7",
        make=dedicated.tfc_tdf_unet,
        description="7 TFC-TDF blocks",
        place="thesis Tables 3.1-3.4 and 3.5, row 3",
    ),
    ZooEntry(
        name="tfc_tdf_17",
        make=dedicated.tfc_tdf_unet,
        sizes={"n_blocks": 17, "time_levels": (0, 2, 4, 6)},
        description="17 TFC-TDF blocks",
        place="thesis Table 3.5, row 4",
    ),
    ZooEntry(
        name="tfc_tdf_large",
        make=dedicated.tfc_tdf_unet,
        sizes=_LARGE,
        description="9 TFC-TDF blocks, window of 4096 samples: the proposed network",
        place="thesis Table 3.6; Table 3.7, row 1",
    ),
    ZooEntry(
        name="tfc_tdf_large_no_bottleneck",
        make=dedicated.tfc_tdf_unet,
        sizes={**_LARGE, "bottleneck_factor": None},
        description="as tfc_tdf_large, with single-layer TDFs",
        place="thesis Table 3.7, row 2",
    ),
    ZooEntry(
        name="tdc_rnn_7",
        make=dedicated.tdc_rnn_unet,
        description="7 TDC-RNN blocks",
        place="ISMIR 2020 paper, Table 2",
    ),
)
_BY_NAME = {entry.name: entry for entry in _ENTRIES}


def names() -> tuple[str, ...]:
    """Names of all networks."""
    return tuple(_BY_NAME)


def spec(name: str) -> ZooEntry:
    """The entry of one network."""
    if name not in _BY_NAME:
        raise ValueError(f"name must be one of {', '.join(_BY_NAME)}, got {name!r}")
    return _BY_NAME[name]


def build(name: str, **overrides: Any) -> nn.Module:
    """The network called ``name`` with fresh weights; keywords override its published sizes, as in ``n_blocks=5``."""
    return spec(name).build(**overrides)
