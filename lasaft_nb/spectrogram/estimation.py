"""What a network reads and what its output means: DME, MME, DCSE and CME (thesis 3.3).

Every method has three steps: `features` makes the network's input from the mixture, `estimate` turns its output into
the target's complex spectrogram, `loss` compares the output with the true target. A method applies its own last
activation, networks end in an identity. Spectrograms are complex (b, c, t, f), features and outputs real.
`best` is the estimate that no network can beat, whatever it puts out.
"""

from abc import ABC, abstractmethod

import torch
from torch import Tensor
from torch.nn import functional

from lasaft_nb.spectrogram.stft import from_channels, to_channels


class Estimation(ABC):
    """One way to estimate a spectrogram. ``channels_per_channel`` is 2 where a complex number takes two channels."""

    channels_per_channel: int

    def in_channels(self, audio_channels: int = 2) -> int:
        """Channels the network reads for audio with ``audio_channels`` channels."""
        return self.channels_per_channel * audio_channels

    def out_channels(self, audio_channels: int = 2) -> int:
        """Channels the network writes for one source."""
        return self.channels_per_channel * audio_channels

    @abstractmethod
    def features(self, mixture: Tensor) -> Tensor:
        """Complex mixture (b, c, t, f) to the network's input (b, in_channels, t, f)."""

    @abstractmethod
    def estimate(self, output: Tensor, mixture: Tensor) -> Tensor:
        """Network output (b, out_channels, t, f) and mixture to the target's complex spectrogram (b, c, t, f)."""

    @abstractmethod
    def loss(self, output: Tensor, mixture: Tensor, target: Tensor) -> Tensor:
        """Mean squared error between the estimated and the true spectrogram, a scalar."""

    @abstractmethod
    def best(self, mixture: Tensor, target: Tensor) -> Tensor:
        """The estimate of least `loss` that any output could give (or come as near to as you like)."""


class _Magnitude(Estimation):
    """Methods that see magnitudes only and reuse the mixture's phase; ``log`` feeds log(1 + |M|)."""

    channels_per_channel = 1

    def __init__(self, *, log: bool = False) -> None:
        self.log = log

    def features(self, mixture: Tensor) -> Tensor:
        magnitude = mixture.abs()
        return magnitude.log1p() if self.log else magnitude

    @abstractmethod
    def magnitude(self, output: Tensor, mixture: Tensor) -> Tensor: ...

    def loss(self, output: Tensor, mixture: Tensor, target: Tensor) -> Tensor:
        return functional.mse_loss(self.magnitude(output, mixture), target.abs())


class DME(_Magnitude):
    """Direct magnitude estimation (thesis 3.3.1): ``|T| = ReLU(output)``, with the mixture's phase."""

    def magnitude(self, output: Tensor, mixture: Tensor) -> Tensor:
        """ReLU keeps the magnitude from being negative."""
        return output.float().relu()

    def estimate(self, output: Tensor, mixture: Tensor) -> Tensor:
        """The estimated magnitude with the mixture's phase."""
        return torch.polar(self.magnitude(output, mixture), mixture.angle())

    def best(self, mixture: Tensor, target: Tensor) -> Tensor:
        """The true magnitude with the mixture's phase."""
        return torch.polar(target.abs(), mixture.angle())


class MME(_Magnitude):
    """Magnitude mask estimation (thesis 3.3.2): T = sigmoid(output) * M. Silence in gives silence out."""

    def magnitude(self, output: Tensor, mixture: Tensor) -> Tensor:
        """The mask, between 0 and 1, times the mixture's magnitude."""
        return output.float().sigmoid() * mixture.abs()

    def estimate(self, output: Tensor, mixture: Tensor) -> Tensor:
        """The mask, between 0 and 1, times the mixture."""
        return output.float().sigmoid() * mixture

    def best(self, mixture: Tensor, target: Tensor) -> Tensor:
        """The true magnitude, but never more than the mixture's, with the mixture's phase."""
        return torch.polar(torch.minimum(target.abs(), mixture.abs()), mixture.angle())


class _Complex(Estimation):
    """Methods that see real and imaginary parts as channels (CaC)."""

    channels_per_channel = 2

    def features(self, mixture: Tensor) -> Tensor:
        return to_channels(mixture)

    def loss(self, output: Tensor, mixture: Tensor, target: Tensor) -> Tensor:
        return functional.mse_loss(to_channels(self.estimate(output, mixture)), to_channels(target))


class DCSE(_Complex):
    """Direct complex spectrogram estimation (thesis 3.3.3): the output is the target's spectrogram."""

    def estimate(self, output: Tensor, mixture: Tensor) -> Tensor:
        """The output's channels read as complex numbers."""
        return from_channels(output)

    def best(self, mixture: Tensor, target: Tensor) -> Tensor:
        """The target itself: nothing is out of reach."""
        return target


class CME(_Complex):
    """Complex mask estimation (thesis 3.3.4): T = mask * M. Silence in gives silence out.

    ``activation`` bounds the mask's parts: "sigmoid" to 0..1, "tanh" to -1..1. ``product`` is "channelwise" (as in the
    authors' code: real and imaginary part each times its own mask value) or "complex" (a product of complex numbers).
    """

    def __init__(self, *, activation: str = "sigmoid", product: str = "channelwise") -> None:
        if activation not in ("sigmoid", "tanh"):
            raise ValueError(f"activation must be 'sigmoid' or 'tanh', got {activation!r}")
        if product not in ("channelwise", "complex"):
            raise ValueError(f"product must be 'channelwise' or 'complex', got {product!r}")
        self.activation = activation
        self.product = product

    def mask(self, output: Tensor) -> Tensor:
        """The mask as real channels (b, 2c, t, f)."""
        output = output.float()
        return output.sigmoid() if self.activation == "sigmoid" else output.tanh()

    def estimate(self, output: Tensor, mixture: Tensor) -> Tensor:
        """The mask times the mixture."""
        if self.product == "complex":
            return from_channels(self.mask(output)) * mixture
        return from_channels(self.mask(output) * to_channels(mixture))

    def best(self, mixture: Tensor, target: Tensor) -> Tensor:
        """The ideal mask with each of its parts cut to the activation's range, times the mixture."""
        low = 0.0 if self.activation == "sigmoid" else -1.0
        if self.product == "complex":
            mask = to_channels(target / mixture).nan_to_num(nan=0.0).clamp(low, 1.0)
            return from_channels(mask) * mixture
        mask = (to_channels(target) / to_channels(mixture)).nan_to_num(nan=0.0).clamp(low, 1.0)
        return from_channels(mask * to_channels(mixture))
