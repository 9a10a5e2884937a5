"""Down- and up-sampling between the levels of the U-Net (thesis 3.4)."""

from torch import nn

from lasaft_nb.blocks.initialise import before_identity, before_relu


def down_sampling(*, channels: int, out_channels: int | None = None, scale: tuple[int, int]) -> nn.Module:
    """Strided convolution and BatchNorm: (b, c, t, f) to (b, c', t / scale[0], f / scale[1]).

    The published TDC and TDF networks convolve each frame by itself (Conv1d); that is ``scale=(1, 2)`` here.
    """
    out_channels = out_channels or channels
    convolution = nn.Conv2d(channels, out_channels, kernel_size=scale, stride=scale)
    return before_identity(nn.Sequential(convolution, nn.BatchNorm2d(out_channels)))


def up_sampling(*, channels: int, out_channels: int | None = None, scale: tuple[int, int]) -> nn.Module:
    """Transposed convolution and BatchNorm: (b, c, t, f) to (b, c', t * scale[0], f * scale[1])."""
    out_channels = out_channels or channels
    convolution = nn.ConvTranspose2d(channels, out_channels, kernel_size=scale, stride=scale)
    return before_identity(nn.Sequential(convolution, nn.BatchNorm2d(out_channels)))


def rectified_down_sampling(*, channels: int, out_channels: int | None = None, scale: tuple[int, int]) -> nn.Module:
    """`down_sampling` with a ReLU behind it, as TFC-TDF v2 has it (Kim et al. 2021)."""
    sampling = down_sampling(channels=channels, out_channels=out_channels, scale=scale)
    return nn.Sequential(*before_relu(sampling).children(), nn.ReLU())


def rectified_up_sampling(*, channels: int, out_channels: int | None = None, scale: tuple[int, int]) -> nn.Module:
    """`up_sampling` with a ReLU behind it, as TFC-TDF v2 has it (Kim et al. 2021)."""
    sampling = up_sampling(channels=channels, out_channels=out_channels, scale=scale)
    return nn.Sequential(*before_relu(sampling).children(), nn.ReLU())
