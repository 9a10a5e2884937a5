"""What a network makes of silence: its answer, its level in pauses, where that comes from, and a cure (thesis 3.6.6).

A network without offsets answers zeros with zeros: convolutions, matrices, ReLUs and scales all keep zero. In
evaluation mode BatchNorm computes scale * (x - mean) / deviation + shift, so its running mean is a bias too, even where
the layer has neither a bias nor a learned shift. `without_offsets` takes all of them away; `ArtefactCancelled`, which
the thesis suggests (3.7), takes away the answer to silence.
"""

from collections.abc import Collection
from copy import deepcopy

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn, zeros_like
from torch.nn.modules.batchnorm import _BatchNorm

from lasaft_nb.audio.levels import decibels
from lasaft_nb.metrics.framewise import Array, as_waveform, frames_of
from lasaft_nb.models.source_model import SourceModel
from lasaft_nb.probes.ablation import evaluating

FLOOR = -200.0  # dBFS; stands for digital silence, where the logarithm has no value
PAUSE = -60.0  # dBFS; a source below this for a second is taken to pause


def level(waveform: npt.ArrayLike) -> float:
    """Root mean square over all samples and channels in dBFS, `FLOOR` at the least; 0 is a square wave at full scale.

    Accepts any shape, numpy or torch.
    """
    samples = np.asarray(waveform, dtype=np.float64)
    return decibels(float(np.square(samples).mean()), floor=FLOOR)


@torch.no_grad()
def response_to_silence(model: SourceModel, *, seconds: float = 6.0) -> Tensor:
    """What a dedicated model answers to zeros, (n, c) at its own sample rate.

    Raises:
        ValueError: a conditioned model, or one with several targets.
    """
    if model.conditioned or len(model.targets) != 1:
        raise ValueError(f"model must be dedicated to one source, got targets {', '.join(model.targets)}")
    silence = torch.zeros(1, 2, round(seconds * model.sample_rate))
    with evaluating(model):
        return model(silence)[0, 0].T


def pause_levels(source: npt.ArrayLike, estimate: npt.ArrayLike, sample_rate: int) -> Array:
    """Level of an estimate in dBFS for every whole second in which the true source pauses, else NaN: (second,).

    ``source`` and ``estimate`` are (n, c) at ``sample_rate`` Hz. Only these seconds tell what a separator leaves where
    nothing should be: a score such as SDR has no value there.
    """
    true, guess = as_waveform(source, name="source"), as_waveform(estimate, name="estimate")
    pairs = zip(frames_of(true, sample_rate), frames_of(guess, sample_rate), strict=True)
    return np.array([level(heard) if level(playing) < PAUSE else np.nan for playing, heard in pairs])


SILENT = -40.0  # dB below the loudest frame
MIN_FRAMES = 5  # of either kind; fewer say nothing


def pauses(
    stem: npt.NDArray[np.floating], *, n_fft: int, hop_length: int, silent: float = SILENT
) -> npt.NDArray[np.bool_]:
    """Which STFT frames (t,) of a stem (n, c) are a pause: ``silent`` dB below its loudest frame; all where it is 0.

    Frame i has the samples within n_fft / 2 of sample i * hop_length, as the centred STFT has.
    """
    energy = np.square(np.asarray(stem, dtype=np.float64)).sum(1)
    total = np.concatenate([[0.0], np.cumsum(energy)])
    centres = np.arange(1 + len(energy) // hop_length) * hop_length
    ends = [np.clip(centres + side, 0, len(energy)) for side in (-(n_fft // 2), n_fft // 2)]
    energies = total[ends[1]] - total[ends[0]]
    return energies <= energies.max() * 10 ** (silent / 10)


def quieter_in_pauses(power: npt.ArrayLike, pause: npt.NDArray[np.bool_]) -> float:
    """By how many dB the mean of ``power`` (t,) in pauses is below that outside; NaN with fewer than 5 of either."""
    values = np.asarray(power, dtype=np.float64)
    if values.shape != pause.shape:
        raise ValueError(f"power and pause must have one value a frame, got {values.shape} and {pause.shape}")
    if min(pause.sum(), (~pause).sum()) < MIN_FRAMES:
        return float("nan")
    tiny = 1e-12 * max(float(values.max()), 1e-30)  # -120 dB
    return float(10 * np.log10((values[~pause].mean() + tiny) / (values[pause].mean() + tiny)))


OFFSETS = ("biases", "shifts", "running means")


def without_offsets(model: nn.Module, kinds: Collection[str]) -> nn.Module:
    """A copy of ``model``, in evaluation mode, whose offsets of these kinds are zero.

    ``biases`` are those of convolutions, matrices and recurrent layers, ``shifts`` the learned ones of BatchNorm,
    ``running means`` what it subtracts.

    Raises:
        ValueError: an unknown kind.
    """
    if unknown := set(kinds) - set(OFFSETS):
        raise ValueError(f"kinds must be among {', '.join(OFFSETS)}, got {', '.join(sorted(unknown))}")
    copy = deepcopy(model).eval()
    with torch.no_grad():
        for module in copy.modules():
            is_norm = isinstance(module, _BatchNorm)
            if isinstance(module, _BatchNorm) and "running means" in kinds and module.running_mean is not None:
                module.running_mean.zero_()
            if ("shifts" if is_norm else "biases") in kinds:
                for name, parameter in module.named_parameters(recurse=False):
                    if name.startswith("bias"):
                        parameter.zero_()
    return copy


class ArtefactCancelled(SourceModel):
    """A model minus its own answer to silence: y(x) = model(x) - model(0).

    For a network of spectrograms that is a subtraction of complex spectrograms, since the inverse STFT is linear. It
    is exact for silence. For music it would be exact only if the network were "something that keeps zero, plus a
    constant"; with a ReLU after every layer it is not, so what it does to music has to be measured.
    """

    def __init__(self, model: SourceModel) -> None:
        super().__init__(
            targets=model.targets, sample_rate=model.sample_rate, conditioned=model.conditioned, ask=model.ask
        )
        self.model = model
        self.stft = getattr(model, "stft", None)  # by which a Separator chooses its windows

    def forward(self, mixture: Tensor, condition: Tensor | None = None) -> Tensor:
        """Mixture (b, c, n) to sources (b, s, c, n); a conditioned model's condition as `SourceModel.forward` has it.

        Every request has an answer to silence of its own, which is what is taken from it.
        """
        return self.model(mixture, condition) - self.model(zeros_like(mixture[:1]), condition)

    def loss(self, mixture: Tensor, targets: Tensor, condition: Tensor | None = None) -> Tensor:
        """The model's own loss, a scalar; the subtraction is for separating, not for training."""
        return self.model.loss(mixture, targets, condition)
