"""The TDFs of a network, and the matrix of each that can be looked at (thesis 3.6.5, Figure 3.9)."""

from functools import reduce

from torch import Tensor, nn

from lasaft_nb.blocks import TDF
from lasaft_nb.probes.by_block import by_block


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
    return reduce(lambda first, second: second @ first, (linear.weight.detach() for linear in _linears(tdf)))


def bin_width(tdf: TDF, *, sample_rate: float) -> float:
    """Hz between neighbouring bins of a TDF; bin k is centred on (k + 1/2) times that."""
    return sample_rate / 2 / bins(tdf)


def bins(tdf: TDF) -> int:
    """Bins that a TDF reads; its scale."""
    return _linears(tdf)[0].in_features


def _linears(tdf: TDF) -> list[nn.Linear]:
    return [module for module in tdf.modules() if isinstance(module, nn.Linear)]
