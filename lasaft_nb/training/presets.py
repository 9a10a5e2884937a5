"""How large and how long: the presets smoke, lite, long and paper.

`lite` is for a first look, `long` has the same networks and signals and the steps that decide. What was tried for
`lite`, with every number: ``data/results/tuning/lite.md`` and ``lite.json``.
Budgets are counted in steps, so that a busy machine changes the time and not the result.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal

from lasaft_nb.errors import UserError
from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import ModelConfig
from lasaft_nb.sources import SOURCES


@dataclass(frozen=True, kw_only=True)
class Preset:
    """Sizes of the signal, of the network and of the training.

    ``overrides`` change the network's published sizes where it has them; ``n_fft`` and ``hop_length`` in samples, None
    for the published ones; an excerpt has ``frames`` STFT frames, so hop_length * (frames - 1) samples.
    ``by_kind`` are the fields that differ for networks of a kind, see `ZooEntry.trained_as`.
    """

    name: str
    sizes: Literal["toy", "reduced", "published"] = "published"
    sample_rate: int  # Hz
    n_fft: int | None = None
    hop_length: int | None = None
    overrides: dict[str, Any] = field(default_factory=dict)
    frames: int = 128
    batch_size: int = 8  # per device
    steps: int
    validate_every: int  # steps between validations, each with a checkpoint
    patience: int | None = None  # validations without a better one before training stops
    optimizer: Literal["adam", "rmsprop"] = "adam"
    learning_rate: float = 1e-3
    schedule: Literal["constant", "cosine"] = "constant"
    warmup: float = 0.05  # part of the steps in which "cosine" climbs to the learning rate
    gradient_clip: float | None = 5.0  # largest norm of the gradient
    ema_decay: float | None = None  # None: no moving average of the weights
    precision: str = "32-true"  # of Lightning; "auto": float32 or "bf16-mixed", whichever is faster here
    channels_last: bool = False
    workers: int = 0  # processes that read excerpts; 0: the training process itself
    monitor: Literal["val_l1", "val_mse"] = "val_l1"  # the error on waveforms whose least is the best checkpoint
    valid_seconds: float = 30.0  # of every validation track, from its middle
    songs: int | None = None  # train on so many songs, the first ones; None: on all
    by_kind: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("sample_rate", "frames", "batch_size", "steps", "validate_every"):
            if getattr(self, name) < 1:
                raise UserError(f"{name} must be at least 1, got {getattr(self, name)}")
        if self.optimizer not in ("adam", "rmsprop"):
            raise UserError(f"optimizer must be 'adam' or 'rmsprop', got {self.optimizer!r}")
        if self.schedule not in ("constant", "cosine"):
            raise UserError(f"schedule must be 'constant' or 'cosine', got {self.schedule!r}")
        check_sizes(self.overrides)

    def but(self, **changes: Any) -> "Preset":
        """This preset with the changes that are not None; fewer steps also mean no longer wait for a validation."""
        given = {name: value for name, value in changes.items() if value is not None}
        validate_every = min(self.validate_every, given.get("steps", self.steps))
        return replace(self, **{"validate_every": validate_every, **given})

    def for_network(self, network: str) -> "Preset":
        """This preset with the fields that are special to the kind of ``network``, a name of the zoo."""
        return replace(self.but(**self.by_kind.get(zoo.spec(network).trained_as, {})), by_kind={})

    def in_window(self, milliseconds: float) -> "Preset":
        """This preset with the power of two nearest to a window, half of it as the hop, and excerpts as long as before.

        Only for presets that say their STFT: the published networks bring their own.
        """
        n_fft = 2 ** round(math.log2(milliseconds / 1000 * self.sample_rate))
        old_hop = self.hop_length or zoo.spec("tfc_tdf_7").hop_length
        return replace(self, n_fft=n_fft, hop_length=n_fft // 2, frames=max(2, self.frames * old_hop * 2 // n_fft))


@cache
def _size_names() -> frozenset[str]:
    return frozenset(option for name in zoo.names() for option in zoo.spec(name).options())


def check_sizes(names: Iterable[str]) -> None:
    """Raise ``ValueError`` where a name is no size of any network: it would change nothing."""
    for name in names:
        if name not in _size_names():
            near = get_close_matches(name, _size_names(), n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; sizes are {', '.join(sorted(_size_names()))}"
            raise ValueError(f"no network has a size called {name!r}{hint}")


SMOKE = Preset(
    name="smoke",
    sizes="toy",
    sample_rate=11025,
    n_fft=256,
    hop_length=128,
    overrides={"n_blocks": 3, "channels": 4, "n_layers": 2},
    frames=16,
    batch_size=2,
    steps=4,
    validate_every=2,
    valid_seconds=2.0,
)
# Four sentences of 0.7 s teach more in a second than two of twice the length.
_SENTENCES = {"frames": 16, "valid_seconds": 8.0}
_WAVEFORMS = {"learning_rate": 1e-3}
LITE = Preset(
    name="lite",
    sizes="reduced",
    sample_rate=22050,
    n_fft=2048,  # 93 ms, as the thesis's large networks have at 44.1 kHz
    hop_length=1024,
    overrides={"n_blocks": 7, "channels": 8, "n_layers": 2, "bottleneck_factor": 8},
    frames=32,
    batch_size=4,
    steps=1200,
    validate_every=120,
    learning_rate=8e-3,
    schedule="cosine",
    warmup=0.1,
    precision="auto",
    by_kind={"sentences": {**_SENTENCES, "steps": 2000, "validate_every": 250}, "waveforms": _WAVEFORMS},
)
LONG = replace(
    LITE,
    name="long",
    steps=3000,
    validate_every=300,
    by_kind={
        "conditioned": {"steps": 6000},
        "sentences": {**_SENTENCES, "steps": 5000, "validate_every": 250},
        "waveforms": {**_WAVEFORMS, "steps": 6000},
    },
)
PAPER = Preset(
    name="paper",
    sample_rate=44100,
    frames=128,
    batch_size=8,
    steps=300_000,
    validate_every=1000,
    patience=100,
    precision="16-mixed",
    channels_last=True,
    workers=8,
    # Thesis 3.6.1: RMSprop, 0.0005 to 0.001 "depending on model depth", waveform MSE. Chapters 4 and 5: Adam and MAE.
    by_kind={"dedicated": {"optimizer": "rmsprop", "monitor": "val_mse"}},
)
_PRESETS = {one.name: one for one in (SMOKE, LITE, LONG, PAPER)}
# Where a network of another kind has sizes of its own names, these are its reduced ones.
_AMSS_NETS = ("amss_net", "amss_net_no_csa", "amss_net_late_keys", "amss_net_no_smpocm")
_OWN_SIZES: dict[tuple[str, str], dict[str, Any]] = {
    ("toy", "wave_unet"): {"channels": 4, "n_layers": 3},
    ("toy", "demucs"): {"channels": 4, "n_layers": 2, "lstm_layers": 1},
    ("toy", "jansson_unet"): {"channels": 4, "n_layers": 2},
    ("toy", "original_cunet"): {"channels": 4, "n_layers": 2},
    ("reduced", "wave_unet"): {"channels": 8, "n_layers": 7},
    ("reduced", "demucs"): {"channels": 16, "n_layers": 4, "lstm_layers": 1},
    ("reduced", "jansson_unet"): {"channels": 8, "n_layers": 5},
    ("reduced", "original_cunet"): {"channels": 8, "n_layers": 5},
    **{
        ("toy", name): {"n_blocks": 3, "channels": 4, "n_layers": 2, "n_heads": 2, "n_latent_sources": 3}
        | {"word_dim": 8, "key_dim": 8}
        for name in _AMSS_NETS
    },
    **{("reduced", name): {"channels": 8, "n_layers": 2, "word_dim": 64, "key_dim": 64} for name in _AMSS_NETS},
}


def preset(name: str) -> Preset:
    """The preset called ``name``: "smoke", "lite", "long" or "paper"."""
    if name not in _PRESETS:
        raise UserError(f"preset must be one of {', '.join(_PRESETS)}, got {name!r}")
    return _PRESETS[name]


def model_config(
    network: str,
    *,
    preset: Preset,
    targets: tuple[str, ...] = ("vocals",),
    estimation: str = "DCSE",
    overrides: dict[str, Any] | None = None,
) -> ModelConfig:
    """What to build for ``network`` (a name of the zoo) at ``preset``.

    A size that makes the network what it is (17 blocks, say, or a missing bottleneck) is kept; ``overrides`` win. Only
    where a toy's few bins can't be halved so often there are fewer blocks.
    """
    entry = zoo.spec(network)
    return ModelConfig(
        network=network,
        overrides=_sizes(entry, preset, overrides or {}),
        estimation=estimation,
        n_fft=preset.n_fft or entry.n_fft,
        hop_length=preset.hop_length or entry.hop_length,
        sample_rate=preset.sample_rate,
        targets=SOURCES if entry.conditioned else targets,
    )


def _sizes(entry: zoo.ZooEntry, preset: Preset, overrides: Mapping[str, Any]) -> dict[str, Any]:
    if (preset.sizes, entry.name) in _OWN_SIZES:
        return {**_OWN_SIZES[preset.sizes, entry.name], **overrides}
    kept = set(entry.sizes) - {"n_fft"}
    sizes = {name: value for name, value in preset.overrides.items() if name in entry.options() and name not in kept}
    if "n_blocks" in preset.overrides and "n_blocks" in entry.sizes:
        sizes["n_blocks"] = entry.sizes["n_blocks"]
    sizes |= overrides
    if "n_blocks" in sizes and preset.n_fft is not None:
        sizes["n_blocks"] = min(sizes["n_blocks"], _most_blocks(preset.n_fft))
    if "n_blocks" in sizes and entry.sizes.get("time_levels") is not None:
        sizes["time_levels"] = tuple(level for level in entry.sizes["time_levels"] if level < sizes["n_blocks"] // 2)
    return sizes


def _most_blocks(n_fft: int) -> int:
    """The largest U-Net whose every level can halve the bins: n_fft / 2 has to be a multiple of 2 ** levels."""
    halvings = (n_fft & -n_fft).bit_length() - 1
    return 2 * (halvings - 1) + 1
