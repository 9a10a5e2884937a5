"""A trained U-Net as an ONNX graph that also puts out its inside, for runtimes that know no torch (extra `book`).

The graph maps a window's spectrogram as channels to the estimate's; STFT and overlap-add stand around it, in the book's
page in JavaScript. What is in front of every frequency transformation and what that answers are outputs, too, and of a
network with LaSAFT the weights of its latent sources are an input.
"""

import warnings
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, cast

import torch
from torch import Tensor, nn

from lasaft_nb.audio.overlap_add import OVERLAP
from lasaft_nb.blocks import TDF
from lasaft_nb.conditioning import LaSAFT
from lasaft_nb.errors import UserError, extra
from lasaft_nb.inference.chunked import window_size
from lasaft_nb.inference.pretrained import Pretrained
from lasaft_nb.models.source_model import SpectrogramModel
from lasaft_nb.models.unet import UNet
from lasaft_nb.probes.ablation import by_block
from lasaft_nb.probes.latent_attention import attention_of
from lasaft_nb.spectrogram import DCSE

OPSET = 20


@dataclass(frozen=True, kw_only=True)
class OnnxGraph:
    """An ONNX model as bytes, and ``about``: plain values, all that is needed to separate songs with it.

    Inputs: "x" (1, 4, t, f), and of a conditioned network "source" (1,), a place in ``about["targets"]``, and "latent"
    (1, block, l), weights of latent sources; ``about["latent"]`` (s, block, l) are those that the network gives itself.
    Outputs: "y" (1, 4, t, f), and for every block k of ``about["blocks"]`` "before_k" and "answer_k" (1, c, t', f'):
    what its TDF or LaSAFT reads, and what that adds to it.
    """

    model: bytes
    about: dict[str, Any]


def onnx_graph(pretrained: Pretrained) -> OnnxGraph:
    """The network's graph for one window of the size that `Separator` takes by itself.

    Raises:
        UserError: a network that is no U-Net with a TDF or LaSAFT in every block, or that doesn't estimate spectrograms
            directly; or the packages that write graphs are not installed.
    """
    model = pretrained.model
    if not (isinstance(model, SpectrogramModel) and isinstance(model.network, UNet) and type(model.estimation) is DCSE):
        raise UserError(f"{pretrained.name} can't be written as a graph; take a U-Net of chapter 3 or 4 with DCSE")
    stft, size = model.stft.config, window_size(model, None)
    n_frames = size // stft.hop_length + 1
    latent = torch.stack(list(attention_of(model.network).values()), dim=1) if model.conditioned else None
    with_inside = _WithInside(model.network)
    inputs: dict[str, Tensor] = {"x": torch.zeros(1, model.network.size.in_channels, n_frames, stft.n_bins)}
    if latent is not None:
        inputs |= {"source": torch.zeros(1, dtype=torch.long), "latent": latent[:1]}
    outputs = [f"{what}_{number}" for number in range(len(with_inside.blocks)) for what in ("before", "answer")]
    about = {
        "name": pretrained.name,
        "targets": list(model.targets),
        "sample_rate": model.sample_rate,
        "n_fft": stft.n_fft,
        "hop_length": stft.hop_length,
        "window": size,
        "n_frames": n_frames,
        "overlap": OVERLAP,
        "level": pretrained.level,
        "blocks": with_inside.blocks,
        "channels": model.network.size.channels,
        "latent": None if latent is None else latent.tolist(),
        "scores": {target: pretrained.card["scores"][target]["SDR"] for target in model.targets},
        "mixture_scores": pretrained.card["mixture_sdr"],
    }
    return OnnxGraph(model=_exported(with_inside, inputs, ["y", *outputs]), about=about)


class _WithInside(nn.Module):
    """The network, and what passes its frequency transformations, as further outputs."""

    def __init__(self, network: UNet) -> None:
        super().__init__()
        self.network = deepcopy(network).eval()
        self.conditioned = network.generator is not None
        kind = LaSAFT if self.conditioned else TDF
        found = by_block(self.network, cast(Any, kind), called=f"a {kind.__name__} in every block")
        self.blocks = list(found)
        self._seen: list[Tensor] = []
        for transformation in found.values():
            transformation.register_forward_hook(lambda _, inputs, answer: self._seen.extend((inputs[0], answer)))
        if self.conditioned:
            for number, lasaft in enumerate(found.values()):
                cast(LaSAFT, lasaft).attention = cast(Any, _Row(number))

    def forward(self, x: Tensor, source: Tensor | None = None, latent: Tensor | None = None) -> tuple[Tensor, ...]:
        self._seen.clear()
        prepared = self.network.prepare(x, source)
        if latent is not None:
            prepared = replace(prepared, embedding=latent)  # which LaSAFT alone reads: each takes its row, see `_Row`
        encoded = self.network.encode(x, prepared)
        return self.network.decode(encoded, prepared, n_frames=x.shape[2]), *self._seen


class _Row(nn.Module):
    """In the place of a latent attention: the block's row (b, l) of all blocks' weights (b, block, l)."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def forward(self, latent: Tensor) -> Tensor:
        return latent[:, self.number]


def _exported(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str]) -> bytes:
    with extra("book"):
        import onnx  # noqa: F401
        import onnxscript  # noqa: F401
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # torch's, of what is old in itself
        program = torch.onnx.export(
            module, tuple(inputs.values()), input_names=list(inputs), output_names=outputs,
            dynamo=True, opset_version=OPSET, external_data=False, verbose=False,
        )  # fmt: skip
        assert program is not None
        return bytes(program.model_proto.SerializeToString())
