"""The U-Net that brought skip connections to singing voice separation.

Source: Jansson et al., "Singing Voice Separation with Deep U-Net Convolutional Networks", ISMIR 2017.
"""

from collections.abc import Sequence

import torch.nn.functional as F
from einops import rearrange, reduce
from torch import Tensor, cat, nn

Film = tuple[Tensor, Tensor]  # gamma and beta, each (b, c) or (b, 1)


class DownLayer(nn.Module):
    """Halve time and frequency: strided convolution, batch norm, optional FiLM, leaky ReLU 0.2.

    Shapes: x (b, c, t, f) -> (b, out_channels, t/2, f/2); FiLM's gamma and beta (b, out_channels) or (b, 1).
    """

    def __init__(self, *, in_channels: int, out_channels: int, kernel_size: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride=2, padding=kernel_size // 2)
        self.norm = nn.BatchNorm2d(out_channels)

    def forward(self, x: Tensor, film: Film | None = None) -> Tensor:
        """Half-sized maps; film, if given, scales and shifts them before the activation."""
        x = self.norm(self.conv(x))
        if film is not None:
            gamma, beta = (rearrange(value, "b c -> b c 1 1") for value in film)
            x = gamma * x + beta
        return F.leaky_relu(x, 0.2)


def _up_layer(*, in_channels: int, out_channels: int, kernel_size: int, last: bool, dropout: float) -> nn.Sequential:
    """Double time and frequency; the last one returns logits, the others batch norm, ReLU and dropout."""
    padding = kernel_size // 2
    up = nn.ConvTranspose2d(in_channels, out_channels, kernel_size, stride=2, padding=padding, output_padding=1)
    rest = [] if last else [nn.BatchNorm2d(out_channels), nn.ReLU(), nn.Dropout(dropout)]
    return nn.Sequential(up, *rest)


class JanssonUNet(nn.Module):
    """Magnitudes of a mixture -> logits of one mask per channel (their sigmoid is the mask).

    Published size: mono 8192 Hz, n_fft 1024, hop 768 samples, patches of 128 frames x 512 bins, six layers of
    16 to 512 channels, 5x5 kernels with stride 2, dropout 0.5 in the first three decoder layers: 9.8 M parameters.

    Each example is divided by its largest magnitude, as in the paper, so that the mask does not depend on loudness.
    The Nyquist bin takes its neighbour's logit (512 of 513 bins pass through the network); time and frequency are
    padded to a multiple of 2**n_layers and cropped again, so any size is accepted.

    Args:
        in_channels: magnitudes per example, 1 mono or 2 stereo.
        out_channels: masks per example; None means as many as in_channels.
        channels: channels of the first layer; each further layer doubles them.
        n_layers: encoder layers.
        kernel_size: side of the square kernels, odd.
        skips: concatenate encoder maps in the decoder. False is the paper's baseline (an encoder-decoder).
        dropout: probability in the first n_dropout decoder layers.
        n_dropout: how many decoder layers have dropout.

    Shapes: x (b, in_channels, t, f), non-negative -> (b, out_channels, t, f); films: see `forward`.
    """

    def __init__(
        self,
        *,
        in_channels: int = 1,
        out_channels: int | None = None,
        channels: int = 16,
        n_layers: int = 6,
        kernel_size: int = 5,
        skips: bool = True,
        dropout: float = 0.5,
        n_dropout: int = 3,
    ) -> None:
        super().__init__()
        if kernel_size % 2 == 0:
            raise ValueError(f"kernel_size must be odd, so that stride 2 halves a map exactly, got {kernel_size}")
        if n_layers < 1:
            raise ValueError(f"n_layers must be at least 1, got {n_layers}")
        out_channels = in_channels if out_channels is None else out_channels
        self.skips, self.factor = skips, 2**n_layers
        self.widths = tuple(channels * 2**i for i in range(n_layers))
        ins = (in_channels, *self.widths[:-1])
        self.encoder = nn.ModuleList(
            DownLayer(in_channels=i, out_channels=o, kernel_size=kernel_size)
            for i, o in zip(ins, self.widths, strict=True)
        )
        self.decoder = nn.ModuleList(
            _up_layer(
                in_channels=self.widths[i] * (2 if skips and i < n_layers - 1 else 1),
                out_channels=self.widths[i - 1] if i else out_channels,
                kernel_size=kernel_size,
                last=i == 0,
                dropout=dropout if n_layers - 1 - i < n_dropout else 0.0,
            )
            for i in reversed(range(n_layers))
        )

    def forward(self, x: Tensor, films: Sequence[Film] | None = None) -> Tensor:
        """Mask logits; films are (gamma, beta) per encoder layer, which the conditioned U-Net hands in."""
        n_frames, n_bins = x.shape[-2:]
        x = x / reduce(x, "b c t f -> b 1 1 1", "max").clamp_min(1e-8)
        x = x[..., : n_bins - n_bins % 2]
        padding = [(-size) % self.factor for size in (x.shape[-1], n_frames)]
        skips = []
        x = F.pad(x, (0, padding[0], 0, padding[1]))
        for i, down in enumerate(self.encoder):
            x = down(x, None if films is None else films[i])
            skips.append(x)
        for i, up in enumerate(self.decoder):
            skip = skips.pop()
            x = up(cat((x, skip), dim=1) if self.skips and i else x)
        x = x[..., :n_frames, : n_bins - n_bins % 2]
        return F.pad(x, (0, n_bins % 2, 0, 0), mode="replicate")
