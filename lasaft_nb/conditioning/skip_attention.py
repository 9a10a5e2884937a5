"""Channel-wise skip attention: latent source channels back to feature channels (thesis 5.4.2, equation 5.3)."""

from einops import rearrange
from torch import Tensor, einsum, nn


class ChannelSkipAttention(nn.Module):
    """For every frame, softmax(Q_t K_t^T / sqrt(f)) V_t: each channel is put together from latent source channels.

    Q comes from the encoder's features, K from the features before the words changed them, V from those after: the
    attention sees nothing of the words, so what they do not name comes back as it was. ``n_heads`` groups of latent
    channels are attended to separately, each with its own query; a 1x1 convolution joins them.
    Shapes: skip (b, channels, t, f); key and value (b, n_heads * n_latent, t, f); output (b, channels, t, f).
    """

    def __init__(self, *, channels: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.to_query = nn.Conv2d(channels, n_heads * channels, kernel_size=1)
        self.join = nn.Conv2d(n_heads * channels, channels, kernel_size=1)

    def attention(self, skip: Tensor, key: Tensor) -> Tensor:
        """(b, t, head, channel, latent): how much of a latent source goes into a channel; sums to one over latent."""
        query = rearrange(self.to_query(skip), "b (h c) t f -> b t h c f", h=self.n_heads)
        key = rearrange(key, "b (h l) t f -> b t h l f", h=self.n_heads)
        return (einsum("b t h c f, b t h l f -> b t h c l", query, key) / key.shape[-1] ** 0.5).softmax(dim=-1)

    def forward(self, skip: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """(b, channels, t, f)."""
        value = rearrange(value, "b (h l) t f -> b t h l f", h=self.n_heads)
        heads = einsum("b t h c l, b t h l f -> b t h c f", self.attention(skip, key), value)
        return self.join(rearrange(heads, "b t h c f -> b (h c) t f"))
