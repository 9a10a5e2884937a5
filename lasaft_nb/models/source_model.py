"""Waveform to waveform: the one interface that everything outside `models` sees."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import torch
from einops import rearrange, repeat
from torch import Tensor, nn
from torch.nn import functional

from lasaft_nb.models import zoo
from lasaft_nb.models.conditions import Ask, as_many, by_number, by_sentence, forward_conditions
from lasaft_nb.models.unet import UNet
from lasaft_nb.sources import SOURCES as SOURCES  # noqa: PLC0414  (other modules import it from here)
from lasaft_nb.spectrogram import Estimation, Stft, StftConfig, by_name


class SourceModel(nn.Module, ABC):
    """A separator of waveforms, with its own loss.

    ``targets`` are the sources it gives; a conditioned model gives one at a time, the one whose place in `SOURCES` is
    the condition; one asked `by_sentence` does to the mixture what the sentence says, and the condition are its tokens
    (b, w). Waveforms are (b, c, n) at ``sample_rate`` Hz.
    """

    def __init__(self, *, targets: tuple[str, ...], sample_rate: int, conditioned: bool, ask: Ask = by_number) -> None:
        super().__init__()
        if unknown := [target for target in targets if target not in SOURCES]:
            raise ValueError(f"targets must be among {', '.join(SOURCES)}, got {', '.join(unknown)}")
        if conditioned and targets != SOURCES:
            raise ValueError(f"a conditioned model's targets must be {SOURCES}, got {targets}")
        self.targets = targets
        self.sample_rate = sample_rate
        self.conditioned = conditioned
        self.ask = ask

    @property
    def n_outputs(self) -> int:
        """Sources that one call gives: 1 for a dedicated or conditioned model."""
        return 1 if self.conditioned else len(self.targets)

    @property
    def reads_sentences(self) -> bool:
        """Whether the condition is what a sentence of the Audio Manipulation Language says."""
        return self.ask is by_sentence

    @abstractmethod
    def forward(self, mixture: Tensor, condition: Tensor | None = None) -> Tensor:
        """Mixture (b, c, n) to sources (b, s, c, n).

        A conditioned model takes a LongTensor (q b,) or (q b, w), q questions about each example question by question,
        and gives (q b, 1, c, n).
        """

    @abstractmethod
    def loss(self, mixture: Tensor, targets: Tensor, condition: Tensor | None = None) -> Tensor:
        """Scalar loss for mixture (b, c, n) and true sources (b, s, c, n)."""

    def sources(self, mixture: Tensor, targets: tuple[str, ...]) -> Tensor:
        """Mixture (b, c, n) to some of its targets (b, s, c, n); a conditioned model is asked for all at once."""
        if not self.conditioned:
            return self(mixture)[:, [self.targets.index(target) for target in targets]]
        questions = self.ask(targets).to(mixture.device)
        answers = self(mixture, repeat(questions, "s ... -> (s b) ...", b=len(mixture)))
        return rearrange(answers, "(s b) 1 c n -> b s c n", b=len(mixture))

    def _check_targets(self, targets: Tensor) -> None:
        if targets.ndim != 4 or targets.shape[1] != self.n_outputs:
            raise ValueError(f"targets must have shape (b, {self.n_outputs}, c, n), got {tuple(targets.shape)}")


class SpectrogramModel(SourceModel):
    """STFT, features, network, estimation, inverse STFT (thesis Figure 3.4); the loss compares spectrograms."""

    def __init__(
        self,
        network: nn.Module,
        *,
        stft: StftConfig,
        estimation: Estimation,
        targets: tuple[str, ...],
        sample_rate: int,
        conditioned: bool = False,
        ask: Ask = by_number,
    ) -> None:
        super().__init__(targets=targets, sample_rate=sample_rate, conditioned=conditioned, ask=ask)
        self.network = network
        self.stft = Stft(stft)
        self.estimation = estimation

    def forward(self, mixture: Tensor, condition: Tensor | None = None) -> Tensor:
        """Mixture (b, c, n) to sources (b, s, c, n)."""
        spectrogram = self.stft(mixture)
        outputs = self._outputs(spectrogram, condition)
        spectrogram = as_many(spectrogram, outputs[0])
        estimate = rearrange(
            [self.estimation.estimate(output, spectrogram) for output in outputs], "s b c t f -> (b s) c t f"
        )
        waveforms = self.stft.inverse(estimate, length=mixture.shape[-1])
        return rearrange(waveforms, "(b s) c n -> b s c n", s=self.n_outputs)

    def loss(self, mixture: Tensor, targets: Tensor, condition: Tensor | None = None) -> Tensor:
        """Mean squared error of spectrograms (magnitudes for DME and MME), a scalar, averaged over sources (3.6.1)."""
        self._check_targets(targets)
        spectrogram = self.stft(mixture)
        truths = rearrange(
            self.stft(rearrange(targets, "b s c n -> (s b) c n")), "(s b) c t f -> s b c t f", s=self.n_outputs
        )
        outputs = self._outputs(spectrogram, condition)
        with torch.autocast(mixture.device.type, enabled=False):  # half precision would lose quiet bins
            losses = [
                self.estimation.loss(output.float(), spectrogram, truth)
                for output, truth in zip(outputs, truths, strict=True)
            ]
        return sum(losses[1:], losses[0]) / len(losses)

    def _outputs(self, spectrogram: Tensor, condition: Tensor | None) -> Tensor:
        features = self.estimation.features(spectrogram)
        output = self.network(features) if condition is None else forward_conditions(self.network, features, condition)
        return rearrange(output, "b (s c) t f -> s b c t f", s=self.n_outputs)


class WaveformModel(SourceModel):
    """A network that maps waveforms (b, c, n) to sources (b, s, c, n) itself; the loss compares samples."""

    def __init__(
        self,
        network: nn.Module,
        *,
        targets: tuple[str, ...],
        sample_rate: int,
        loss: Literal["l1", "mse"] = "l1",
    ) -> None:
        super().__init__(targets=targets, sample_rate=sample_rate, conditioned=False)
        if loss not in ("l1", "mse"):
            raise ValueError(f"loss must be 'l1' or 'mse', got {loss!r}")
        self.network = network
        self._distance = functional.l1_loss if loss == "l1" else functional.mse_loss

    def forward(self, mixture: Tensor, condition: Tensor | None = None) -> Tensor:
        """Mixture (b, c, n) to sources (b, s, c, n)."""
        return self.network(mixture).float()

    def loss(self, mixture: Tensor, targets: Tensor, condition: Tensor | None = None) -> Tensor:
        """Mean absolute or squared error of the waveforms.

        A network with a ``margin`` saw padding that near to either end; those samples don't count.
        """
        self._check_targets(targets)
        margin = getattr(self.network, "margin", 0)
        inside = slice(margin, -margin) if 0 < 2 * margin < mixture.shape[-1] else slice(None)
        return self._distance(self(mixture)[..., inside], targets[..., inside])


@dataclass(frozen=True, kw_only=True)
class ModelConfig:
    """All that is needed to build a model again: a network by name and what stands around it.

    Checkpoints store it beside the weights.

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


def build_model(config: ModelConfig) -> SourceModel:
    """The model that ``config`` describes, with fresh weights."""
    entry = zoo.spec(config.network)
    if entry.kind == "waveform":
        network = entry.build(**{"n_sources": len(config.targets), **config.overrides})
        return WaveformModel(network, targets=config.targets, sample_rate=config.sample_rate)
    estimation = by_name(config.estimation, sample_rate=config.sample_rate)
    n_outputs = 1 if entry.conditioned else len(config.targets)
    sizes = {
        **({"n_fft": config.n_fft} if "n_fft" in entry.options() else {}),
        "in_channels": estimation.in_channels(),
        "out_channels": n_outputs * estimation.out_channels(),
    }
    network = entry.build(**{**sizes, **config.overrides})
    kept_bins = network.size.kept_bins if isinstance(network, UNet) else None
    return SpectrogramModel(
        network,
        stft=StftConfig(n_fft=config.n_fft, hop_length=config.hop_length, kept_bins=kept_bins),
        estimation=estimation,
        targets=config.targets,
        sample_rate=config.sample_rate,
        conditioned=entry.conditioned,
        ask=by_sentence if entry.reads == "sentence" else by_number,
    )


def before_training(card: Mapping[str, Any]) -> SourceModel:
    """The model of a checkpoint's card with the weights that its training began with, in evaluation mode.

    The seed on the card decides them (`fit` seeds and builds), so what training changed is a subtraction. Weights
    drawn on the CPU by the same version of torch are the same; the global random state is left as it was.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(card["seed"]))
        return build_model(ModelConfig.from_dict(card["model"])).eval()
