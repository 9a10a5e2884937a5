"""Down- and up-sampling between the levels of the U-Net (thesis 3.4)."""

from torch import nn

from lasaft_nb.blocks.initialise import before_identity


def down_sampling(*, channels: int, scale: tuple[int, int]) -> nn.Module:
    """Strided convolution and BatchNorm: (b, c, t, f) to (b, c, t / scale[0], f / scale[1]).

    The published TDC and TDF networks convolve each frame by itself (Conv1d); that is ``scale=(1, 2)`` here.
    """
    convolution = nn.Conv2d(channels, channels, kernel_size=scale, stride=scale)
    return before_identity(nn.Sequential(convolution, nn.BatchNorm2d(channels)))


def up_sampling(*, channels: int, scale: tuple[int, int]) -> nn.Module:
    """Transposed convolution and BatchNorm: (b, c, t, f) to (b, c, t * scale[0], f * scale[1])."""
    convolution = nn.ConvTranspose2d(channels, channels, kernel_size=scale, stride=scale)
    return before_identity(nn.Sequential(convolution, nn.BatchNorm2d(channels)))
