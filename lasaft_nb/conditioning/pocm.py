"""Point-wise convolutional modulation, and its gated form (thesis 4.5)."""

from einops import einsum, rearrange
from torch import Tensor, nn


def point_wise(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """A 1x1 convolution with weights of its own for every example.

    Shapes: x (b, i, t, f), weight (b, o, i), bias (b, o); output (b, o, t, f).
    """
    return einsum(weight, x, "b o i, b i t f -> b o t f") + rearrange(bias, "b o -> b o 1 1")


class PoCM(nn.Module):
    """y_c = beta_c + sum_j omega_cj x_j: a 1x1 convolution whose weights come from the condition (equation 4.3).

    ``normalise`` passes weights and biases through BatchNorm without learned scale, as in the authors' code; in
    training that makes them differ between the conditions of a batch.
    Shapes: x and y (b, channels, t, f); condition (b, condition_dim).
    """

    def __init__(self, *, channels: int, condition_dim: int, normalise: bool = True) -> None:
        super().__init__()
        self.to_weight = nn.Linear(condition_dim, channels**2)
        self.to_bias = nn.Linear(condition_dim, channels)
        self.weight_norm = nn.BatchNorm1d(channels**2, affine=False) if normalise else nn.Identity()
        self.bias_norm = nn.BatchNorm1d(channels, affine=False) if normalise else nn.Identity()

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """X (b, c, t, f), condition (b, condition_dim) to (b, c, t, f)."""
        weight = rearrange(self.weight_norm(self.to_weight(condition)), "b (o i) -> b o i", i=x.shape[1])
        bias = self.bias_norm(self.to_bias(condition))
        return point_wise(x, weight, bias)


class GPoCM(nn.Module):
    """y = sigmoid(PoCM(x)) * x: the modulation opens and closes every value, and can't enlarge it (equation 4.4).

    Shapes: x and y (b, channels, t, f); condition (b, condition_dim).
    """

    def __init__(self, *, channels: int, condition_dim: int, normalise: bool = True) -> None:
        super().__init__()
        self.pocm = PoCM(channels=channels, condition_dim=condition_dim, normalise=normalise)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """X (b, c, t, f), condition (b, condition_dim) to (b, c, t, f)."""
        return self.pocm(x, condition).sigmoid() * x
