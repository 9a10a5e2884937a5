"""Point-wise convolutional modulation: plain and gated (thesis 4.5), selective and last in AMSS-Net (5.4.2, 5.4.3)."""

from einops import einsum, rearrange
from torch import Tensor, nn

from lasaft_nb.conditioning.description import Words, WordsToPoCM


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


class SMPoCM(nn.Module):
    """y = i * tanh(PoCM_m(s * x)) + (1 - s) * x,  s = sigmoid(PoCM_s(x)),  i = sigmoid(PoCM_i(x)).

    s says how much of a latent source is manipulated, i how much of the result is let out; where s is 0 a latent
    source passes untouched. The words choose the weights of all three.
    Shapes: x and y (b, channels, t, f); `Words` with features (b, w, word_dim).
    """

    def __init__(self, *, channels: int, word_dim: int, key_dim: int) -> None:
        super().__init__()
        self.to_pocm = WordsToPoCM(
            word_dim=word_dim, key_dim=key_dim, n_tasks=3, in_channels=channels, out_channels=channels
        )

    def forward(self, x: Tensor, words: Words) -> Tensor:
        """(b, channels, t, f)."""
        select, manipulate, let_out = self.to_pocm(words)
        s = point_wise(x, *select).sigmoid()
        i = point_wise(x, *let_out).sigmoid()
        return i * point_wise(s * x, *manipulate).tanh() + (1 - s) * x


class TanhPoCM(nn.Module):
    """The baseline "without SMPoCM" (thesis 5.5.2): y = tanh(PoCM(x)). Shapes as in `SMPoCM`."""

    def __init__(self, *, channels: int, word_dim: int, key_dim: int) -> None:
        super().__init__()
        self.to_pocm = WordsToPoCM(
            word_dim=word_dim, key_dim=key_dim, n_tasks=1, in_channels=channels, out_channels=channels
        )

    def forward(self, x: Tensor, words: Words) -> Tensor:
        """(b, channels, t, f)."""
        (only,) = self.to_pocm(words)
        return point_wise(x, *only).tanh()


class AggregatePoCM(nn.Module):
    """The last layer of AMSS-Net (thesis 5.4.3): one PoCM from ``in_channels`` to ``out_channels``, no activation."""

    def __init__(self, *, in_channels: int, out_channels: int, word_dim: int, key_dim: int) -> None:
        super().__init__()
        self.to_pocm = WordsToPoCM(
            word_dim=word_dim, key_dim=key_dim, n_tasks=1, in_channels=in_channels, out_channels=out_channels
        )

    def forward(self, x: Tensor, words: Words) -> Tensor:
        """(b, in_channels, t, f) to (b, out_channels, t, f)."""
        (only,) = self.to_pocm(words)
        return point_wise(x, *only)
