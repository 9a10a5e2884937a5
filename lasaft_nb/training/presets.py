"""How large and how long: the presets smoke, lite and paper.

What was tried for `lite`, with every number: ``data/results/tuning/lite.md`` and ``lite.json``.
Budgets are counted in steps, so that a busy machine changes the time and not the result.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from lasaft_nb.errors import UserError
from lasaft_nb.models import zoo
from lasaft_nb.models.model_config import ModelConfig
from lasaft_nb.sources import SOURCES


@dataclass(frozen=True, kw_only=True)
class Preset:
    """Sizes of the signal, of the network and of the training.

    ``overrides`` change the network's published sizes where it has them; ``n_fft`` and ``hop_length`` in samples, None
    for the published ones; an excerpt has ``frames`` STFT frames, so hop_length * (frames - 1) samples.
    """

    name: str
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
    precision: str = "32-true"  # of Lightning: "bf16-mixed" and "16-mixed" pay on hardware that has them
    channels_last: bool = False
    workers: int = 0  # processes that read excerpts; 0: the training process itself
    valid_seconds: float = 30.0  # of every validation track, from its middle

    def __post_init__(self) -> None:
        for name in ("sample_rate", "frames", "batch_size", "steps", "validate_every"):
            if getattr(self, name) < 1:
                raise UserError(f"{name} must be at least 1, got {getattr(self, name)}")
        if self.optimizer not in ("adam", "rmsprop"):
            raise UserError(f"optimizer must be 'adam' or 'rmsprop', got {self.optimizer!r}")
        if self.schedule not in ("constant", "cosine"):
            raise UserError(f"schedule must be 'constant' or 'cosine', got {self.schedule!r}")

    def but(self, **changes: Any) -> "Preset":
        """This preset with the changes that are not None; fewer steps also mean no longer wait for a validation."""
        given = {name: value for name, value in changes.items() if value is not None}
        validate_every = min(self.validate_every, given.get("steps", self.steps))
        return replace(self, **{"validate_every": validate_every, **given})


SMOKE = Preset(
    name="smoke",
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
LITE = Preset(
    name="lite",
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
)
_PRESETS = {one.name: one for one in (SMOKE, LITE, PAPER)}
# Where a network of another kind has sizes of its own names, these are its reduced ones.
_AMSS_NETS = ("amss_net", "amss_net_no_csa", "amss_net_no_smpocm")
_OWN_SIZES: dict[tuple[str, str], dict[str, Any]] = {
    ("smoke", "wave_unet"): {"channels": 4, "n_layers": 3},
    ("smoke", "demucs"): {"channels": 4, "n_layers": 2, "lstm_layers": 1},
    ("smoke", "jansson_unet"): {"channels": 4, "n_layers": 2},
    ("smoke", "original_cunet"): {"channels": 4, "n_layers": 2},
    ("lite", "wave_unet"): {"channels": 8, "n_layers": 7},
    ("lite", "demucs"): {"channels": 16, "n_layers": 4, "lstm_layers": 1},
    ("lite", "jansson_unet"): {"channels": 8, "n_layers": 5},
    ("lite", "original_cunet"): {"channels": 8, "n_layers": 5},
    **{
        ("smoke", name): {"n_blocks": 3, "channels": 4, "n_layers": 2, "n_heads": 2, "n_latent_sources": 3}
        | {"word_dim": 8, "key_dim": 8}
        for name in _AMSS_NETS
    },
    **{("lite", name): {"channels": 8, "n_layers": 2, "word_dim": 64, "key_dim": 64} for name in _AMSS_NETS},
}


def preset(name: str) -> Preset:
    """The preset called ``name``: "smoke", "lite" or "paper"."""
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

    A size that makes the network what it is (a missing bottleneck, say) is kept; ``overrides`` win.
    """
    entry = zoo.spec(network)
    return ModelConfig(
        network=network,
        overrides={**_sizes(entry, preset), **(overrides or {})},
        estimation=estimation,
        n_fft=preset.n_fft or entry.n_fft,
        hop_length=preset.hop_length or entry.hop_length,
        sample_rate=preset.sample_rate,
        targets=SOURCES if entry.conditioned else targets,
    )


def _sizes(entry: zoo.ZooEntry, preset: Preset) -> dict[str, Any]:
    if (preset.name, entry.name) in _OWN_SIZES:
        return _OWN_SIZES[preset.name, entry.name]
    kept = set(entry.sizes) - {"n_blocks", "n_fft", "time_levels"}
    sizes = {name: value for name, value in preset.overrides.items() if name in entry.options() and name not in kept}
    if "n_blocks" in sizes and entry.sizes.get("time_levels") is not None:
        sizes["time_levels"] = tuple(level for level in entry.sizes["time_levels"] if level < sizes["n_blocks"] // 2)
    return sizes
