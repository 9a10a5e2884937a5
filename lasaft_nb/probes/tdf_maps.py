"""The matrices of a network's TDFs and LaSAFT blocks, to be looked at (thesis 3.6.5, Figures 3.9 and 4.7)."""

import functools

from einops import rearrange, reduce
from torch import Tensor, nn

from lasaft_nb.blocks import TDF
from lasaft_nb.conditioning import LaSAFT
from lasaft_nb.probes.ablation import by_block


def tdfs(model: nn.Module) -> dict[str, TDF]:
    """TDFs of a U-Net in the order in which the data passes them: "encoder 1", …, "middle", "decoder 1", ….

    Raises:
        ValueError: the network has none.
    """
    return by_block(model, TDF, called="TDFs")


def matrix(tdf: TDF) -> Tensor:
    """The weights of a TDF as one matrix (n_out, n_in): row i says which bins bin i listens to.

    A single-layer TDF has just that matrix; with a bottleneck it is W2 W1, which forgets the ReLU between the two.
    BatchNorm scales whole channels, so it changes nothing in the pattern of a row.
    """
    return functools.reduce(lambda first, second: second @ first, (linear.weight.detach() for linear in _linears(tdf)))


def bin_width(tdf: TDF, *, sample_rate: float) -> float:
    """Hz between neighbouring bins of a TDF; bin k is centred on (k + 1/2) times that."""
    return sample_rate / 2 / bins(tdf)


def bins(tdf: TDF) -> int:
    """Bins that a TDF reads; its scale."""
    return _linears(tdf)[0].in_features


def _linears(tdf: TDF) -> list[nn.Linear]:
    return [module for module in tdf.modules() if isinstance(module, nn.Linear)]


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
