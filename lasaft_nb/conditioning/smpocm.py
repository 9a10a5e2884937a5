"""Selective manipulation by three point-wise convolutions (thesis 5.4.2), its baseline, and the last layer (5.4.3)."""

from torch import Tensor, nn

from lasaft_nb.conditioning.description import Words
from lasaft_nb.conditioning.pocm import point_wise
from lasaft_nb.conditioning.word_attention import WordsToPoCM


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
