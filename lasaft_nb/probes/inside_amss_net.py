"""Inside AMSS-Net: which words it reads, what they decide, what its latent channels sound like (thesis 5.4.2, 5.5.4).

`read_words` shows the attention over words of every part, `mean_selection` how far SMPoCM's selective gate opens,
`shares_of_words` whether verb or noun decides that, and `LatentSounds` makes single latent channels heard (Figure 5.5).
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import numpy as np
import torch
from einops import reduce
from torch import Tensor, nn

from lasaft_nb.aml.words import encode, tokens
from lasaft_nb.conditioning.description import WordAttention, Words
from lasaft_nb.conditioning.pocm import SMPoCM, point_wise
from lasaft_nb.errors import extra
from lasaft_nb.metrics.framewise import Array
from lasaft_nb.models.amss_net import AMSSNet, DecodingBlock
from lasaft_nb.models.source_model import SpectrogramModel
from lasaft_nb.probes.ablation import evaluating

if TYPE_CHECKING:
    import pandas as pd


TASKS = ("select", "manipulate", "let out")  # of SMPoCM: s, m, i


def read_words(network: nn.Module, sentence: str) -> "pd.DataFrame":
    """Share of every word in everything that is made from words: rows add up to one.

    Rows are the tasks of the decoding blocks and the Aggregate PoCM, in the order of the signal, such as "decoder 1,
    select"; columns are the tokens, repeated ones numbered.
    ``network`` holds a description encoder called ``describe``, as `AMSSNet` does.

    Raises:
        ValueError: a network that reads no sentences.
    """
    with extra("evaluate"):
        import pandas as pd

    if not isinstance(describe := getattr(network, "describe", None), nn.Module):
        raise ValueError(f"network must read sentences, got a {type(network).__name__}")
    with torch.no_grad(), evaluating(network):
        words = describe(encode([sentence]))
        rows = {
            row: share.tolist()
            for name, part in network.named_modules()
            if isinstance(part, WordAttention)
            for row, share in zip(_rows(name, len(part.tasks)), part.attention(words)[0], strict=True)
        }
    return pd.DataFrame.from_dict(rows, orient="index", columns=_numbered(tokens(sentence)))


def _rows(name: str, n_tasks: int) -> list[str]:
    """Names for the tasks of the module ``name``: ``unet.decoders.0.manipulate.to_pocm.attend`` is in decoder 1."""
    parts = name.split(".")
    if "decoders" not in parts:
        return ["aggregate"]
    block = f"decoder {int(parts[parts.index('decoders') + 1]) + 1}"
    if "extract" in parts:
        return [f"{block}, extract"]
    return [f"{block}, {task}" for task in (TASKS if n_tasks == len(TASKS) else TASKS[1:2])]


def _numbered(texts: list[str]) -> list[str]:
    return [text if texts.count(text) == 1 else f"{text} {texts[:i].count(text) + 1}" for i, text in enumerate(texts)]


@torch.inference_mode()
def mean_selection(model: nn.Module, mixture: Tensor, tokens: Tensor) -> Tensor:
    """Mean of the gate s over time and frequency for every latent channel: (block, channel), 0: left alone.

    ``model`` maps (mixture (1, c, n), tokens (1, w)) to anything and holds one `SMPoCM` for every decoding block.

    Raises:
        ValueError: a network without SMPoCM, such as the baseline.
    """
    gates = [part for part in model.modules() if isinstance(part, SMPoCM)]
    if not gates:
        raise ValueError("model must have SMPoCM, got one without; the baseline w/o SMPoCM has no gates")
    found: list[Tensor] = []

    def note(module: SMPoCM, inputs: tuple[Tensor, Words], _: Tensor) -> None:
        x, words = inputs
        found.append(reduce(point_wise(x, *module.to_pocm(words)[0]).sigmoid(), "1 l t f -> l", "mean"))

    with evaluating(model), ExitStack() as stack:
        for gate in gates:
            stack.callback(gate.register_forward_hook(note).remove)
        model(mixture, tokens)
    return torch.stack(found)


def shares_of_words(values: Tensor) -> dict[str, Tensor]:
    """How much of a number's variance over sentences is due to the verb, to the noun, and to their combination.

    ``values`` (verb, noun, ...) holds it for every verb with every noun; the three shares (...) add up to one (a
    two-way analysis of variance with one value a cell). NaN where nothing varies.
    """
    mean = values.mean(dim=(0, 1), keepdim=True)
    verb = values.mean(dim=1, keepdim=True) - mean
    noun = values.mean(dim=0, keepdim=True) - mean
    parts = {"verb": verb, "noun": noun, "both": values - mean - verb - noun}
    total = (values - mean).square().mean(dim=(0, 1))
    return {name: part.square().mean(dim=(0, 1)) / total for name, part in parts.items()}


class LatentSounds:
    """The manipulated song as a sum over the latent channels of the last decoding block.

    The thesis masks all channels of V' but one and lets the rest of the network go on. Behind V' everything is linear
    in it: the attention reads queries and keys only, then come 1x1 convolutions and, with masks, a product with the
    mixture. So what each channel adds can be heard by itself, and output = ``without`` + the sum of all of them.
    Waveforms are (n, 2) at the model's sample rate.
    """

    def __init__(self, model: SpectrogramModel, mixture: Array, sentence: str) -> None:
        """Raises ValueError for a model that is no AMSS-Net."""
        network = model.network
        if not isinstance(network, AMSSNet):
            raise ValueError(f"model must be an AMSS-Net, got one with a {type(network).__name__}")
        self._model, self._network = model, network
        waveform = torch.from_numpy(np.ascontiguousarray(mixture.T, dtype=np.float32))[None]
        tokens, self._length = encode([sentence]), len(mixture)
        with torch.inference_mode(), evaluating(model), ExitStack() as stack:
            seen: list[tuple[Tensor, ...]] = []
            hook = last_block(network).restore.register_forward_hook(lambda _, inputs, output: seen.append(inputs))
            stack.callback(hook.remove)
            self.output = _waveform(model(waveform, tokens)[:, 0])
            self._words = network.describe(tokens)
            self._spectrogram = model.stft(waveform)
        self._skip, self._features, self._latent = seen[0]
        self.without = self._with(torch.zeros_like(self._latent))

    def __len__(self) -> int:
        return self._latent.shape[1]

    def __iter__(self) -> Iterator[Array]:
        return (self[channel] for channel in range(len(self)))

    def __getitem__(self, channel: int) -> Array:
        """What ``channel`` (from 0) adds to the output, (n, 2)."""
        if not 0 <= channel < len(self):
            raise IndexError(f"channel must be in 0..{len(self) - 1}, got {channel}")
        only = torch.zeros_like(self._latent)
        only[:, channel] = self._latent[:, channel]
        return self._with(only) - self.without

    @torch.inference_mode()
    def _with(self, latent: Tensor) -> Array:
        """The output with these latent channels (b, l, t, f) in place of V'."""
        n_frames = self._spectrogram.shape[2]
        with evaluating(self._network):
            y = last_block(self._network).restore(self._skip, self._features, latent)
            y = self._network.aggregate(self._network.unet.last(y)[:, :, :n_frames], self._words)
        estimate = self._model.estimation.estimate(y, self._spectrogram)
        return _waveform(self._model.stft.inverse(estimate, length=self._length))


def last_block(network: nn.Module) -> DecodingBlock:
    """The decoding block nearest to the output."""
    return [part for part in network.modules() if isinstance(part, DecodingBlock)][-1]


def _waveform(batch: Tensor) -> Array:
    return batch[0].T.numpy()
