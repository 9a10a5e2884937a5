"""The matrices of a LaSAFT block, one per latent source (thesis Figure 4.7)."""

from einops import rearrange, reduce
from torch import Tensor

from lasaft_nb.conditioning import LaSAFT
from lasaft_nb.probes.tdf_maps import matrix


def latent_maps(block: LaSAFT) -> Tensor:
    """W2 W1 of every latent source, (l, f, f), without the ReLU between: row i says which bins bin i listens to."""
    return rearrange(matrix(block.tdf), "(f l) g -> l f g", l=block.attention.keys.shape[1])


def pooled(square: Tensor, size: int) -> Tensor:
    """A matrix (f, f) as (size, size): of every tile the value of largest magnitude, with its sign.

    Raises:
        ValueError: f is not a multiple of ``size``.
    """
    if square.ndim != 2 or any(side % size for side in square.shape):
        raise ValueError(f"square must have sides that are multiples of {size}, got {tuple(square.shape)}")
    tiles = "(r i) (c j) -> r c"
    highest, lowest = (reduce(square, tiles, kind, r=size, c=size) for kind in ("max", "min"))
    return highest.where(highest.abs() >= lowest.abs(), lowest)
