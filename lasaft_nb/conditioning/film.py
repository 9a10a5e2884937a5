"""Feature-wise linear modulation (thesis 4.3.1, equation 4.1)."""

from einops import rearrange
from torch import Tensor, nn


class FiLM(nn.Module):
    """y_c = gamma_c x_c + beta_c: every channel by itself is scaled and shifted, (gamma, beta) from the condition.

    ``normalise`` passes gamma and beta through BatchNorm without learned scale, as the authors' code does for PoCM and
    not for FiLM. Shapes: x and y (b, channels, t, f); condition (b, condition_dim).
    """

    def __init__(self, *, channels: int, condition_dim: int, normalise: bool = False) -> None:
        super().__init__()
        self.to_scale = nn.Linear(condition_dim, channels)
        self.to_shift = nn.Linear(condition_dim, channels)
        self.scale_norm = nn.BatchNorm1d(channels, affine=False) if normalise else nn.Identity()
        self.shift_norm = nn.BatchNorm1d(channels, affine=False) if normalise else nn.Identity()

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """X (b, c, t, f), condition (b, condition_dim) to (b, c, t, f)."""
        scale = rearrange(self.scale_norm(self.to_scale(condition)), "b c -> b c 1 1")
        return scale * x + rearrange(self.shift_norm(self.to_shift(condition)), "b c -> b c 1 1")
