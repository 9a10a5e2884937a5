"""Demucs, first version: a waveform U-Net with gated 1x1 convolutions and a recurrent middle.

Source: Defossez, Usunier, Bottou and Bach, "Demucs: Deep Extractor for Music Sources with extra unlabeled data
remixed", 2019 (arXiv 1909.01174), and "Music Source Separation in the Waveform Domain", 2019 (arXiv 1911.13254).
"""

import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn, no_grad


class RecurrentMiddle(nn.Module):
    """Bidirectional LSTM over time, then a linear layer back to the same number of channels: (b, c, n) -> (b, c, n)."""

    def __init__(self, *, channels: int, n_layers: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(channels, channels, num_layers=n_layers, bidirectional=True, batch_first=True)
        self.linear = nn.Linear(2 * channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        """The same shape, every frame having seen all others."""
        h, _ = self.lstm(rearrange(x, "b c n -> b n c"))
        return rearrange(self.linear(h), "b n c -> b c n")


class Demucs(nn.Module):
    """Mixture waveform -> waveforms of all sources, at the input's length.

    Encoder layer: convolution (kernel 8, stride 4), ReLU, 1x1 convolution to twice the channels, GLU.
    Middle: bidirectional LSTM. Decoder layer: add the encoder's map, convolution over three steps to twice the
    channels, GLU, transposed convolution (kernel 8, stride 4), ReLU. The kernel is twice the stride, so every output
    sample is covered by two of them: even overlap. GLU: h(x) = (x * W + b) sigmoid(x * V + c).

    Published sizes: six layers; 48, 64 or 100 channels in the first (149, 265 or 648 million parameters).

    Args:
        n_sources: sources estimated.
        audio_channels: 1 mono, 2 stereo.
        channels: channels of the first layer, multiplied by growth per layer.
        n_layers: encoder layers.
        growth: factor between the channels of two layers.
        kernel_size, stride: of the strided convolutions; kernel_size must be a multiple of stride.
        lstm_layers: layers of the recurrent middle; 0 leaves it out.
        rescale: target standard deviation of the initial weights (moved half-way to it, on a logarithmic scale).

    Shapes: mixture (b, c, n) -> (b, n_sources, c, n).
    """

    def __init__(
        self,
        *,
        n_sources: int = 4,
        audio_channels: int = 2,
        channels: int = 64,
        n_layers: int = 6,
        growth: int = 2,
        kernel_size: int = 8,
        stride: int = 4,
        lstm_layers: int = 2,
        rescale: float = 0.1,
    ) -> None:
        super().__init__()
        if kernel_size % stride:
            raise ValueError(
                f"kernel_size must be a multiple of stride (stride={stride}) for even overlap, got {kernel_size}"
            )
        self.audio_channels, self.kernel_size, self.stride = audio_channels, kernel_size, stride
        widths = [channels * growth**i for i in range(n_layers)]
        ins, outs = [audio_channels, *widths[:-1]], [n_sources * audio_channels, *widths[:-1]]
        sizes = {"kernel_size": kernel_size, "stride": stride}
        self.encoder = nn.ModuleList(_encoder_layer(i, o, **sizes) for i, o in zip(ins, widths, strict=True))
        self.middle = RecurrentMiddle(channels=widths[-1], n_layers=lstm_layers) if lstm_layers else nn.Identity()
        self.decoder = nn.ModuleList(
            _decoder_layer(widths[i], outs[i], last=i == 0, **sizes) for i in reversed(range(n_layers))
        )
        rescale_convolutions(self, reference=rescale)

    def padded_length(self, n_samples: int) -> int:
        """Smallest length that is at least n_samples and leaves no remainder at any layer."""
        length = n_samples
        for _ in self.encoder:
            length = max(1, -(-(length - self.kernel_size) // self.stride) + 1)
        for _ in self.encoder:
            length = (length - 1) * self.stride + self.kernel_size
        return length

    def forward(self, mixture: Tensor) -> Tensor:
        """All sources; silence is added at both ends up to `padded_length` and cut off again."""
        n = mixture.shape[-1]
        missing = self.padded_length(n) - n
        x, skips = F.pad(mixture, (missing // 2, missing - missing // 2)), []
        for down in self.encoder:
            x = down(x)
            skips.append(x)
        x = self.middle(x)
        for up in self.decoder:
            x = up(x + skips.pop())
        x = x[..., missing // 2 : missing // 2 + n]
        return rearrange(x, "b (s c) n -> b s c n", c=self.audio_channels)


def _encoder_layer(before: int, after: int, *, kernel_size: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv1d(before, after, kernel_size, stride), nn.ReLU(), nn.Conv1d(after, 2 * after, 1), nn.GLU(dim=1)
    )


def _decoder_layer(before: int, after: int, *, kernel_size: int, stride: int, last: bool) -> nn.Sequential:
    gated = [nn.Conv1d(before, 2 * before, 3, padding=1), nn.GLU(dim=1)]
    up = nn.ConvTranspose1d(before, after, kernel_size, stride)
    return nn.Sequential(*gated, up, *([] if last else [nn.ReLU()]))


@no_grad()
def rescale_convolutions(module: nn.Module, *, reference: float) -> None:
    """Divide each convolution's weights and bias by sqrt(std / reference): small layers start larger, large smaller."""
    for layer in module.modules():
        if isinstance(layer, nn.Conv1d | nn.ConvTranspose1d):
            scale = (layer.weight.std() / reference).sqrt()
            layer.weight /= scale
            if layer.bias is not None:
                layer.bias /= scale
