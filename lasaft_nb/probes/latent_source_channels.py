"""What single latent source channels of AMSS-Net sound like (thesis 5.5.4, Figure 5.5)."""

from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
import torch
from torch import Tensor, nn

from lasaft_nb.aml.words import encode
from lasaft_nb.metrics.framewise import Array
from lasaft_nb.models.amss_net import AMSSNet, DecodingBlock
from lasaft_nb.models.source_model import SpectrogramModel
from lasaft_nb.probes.ablation import evaluating


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
