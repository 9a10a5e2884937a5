"""The matrices of a network's TDFs and LaSAFT blocks, and whether they hold harmonic lines (thesis 3.6.5, 4.4).

A TDF's matrix says how much bin i (row) listens to bin j (column), see Figures 3.9 and 4.7. Were it to relate the
partials of tones, its energy would lie on straight lines through the origin: i = 2 j where every bin listens to the bin
an octave below, and so on. The tests compare the energy along such lines with a shuffled control and a detuned one.

Bin k of f holds the frequencies from k to k + 1, in units of its width.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from einops import rearrange, reduce
from torch import Tensor, nn

from lasaft_nb.blocks import TDF
from lasaft_nb.conditioning import LaSAFT
from lasaft_nb.probes.ablation import by_block

RATIOS = ((2, 1), (3, 1), (3, 2), (4, 3))  # octave, twelfth, fifth, fourth
DETUNINGS = tuple(sign * octaves for sign in (-1, 1) for octaves in (0.05, 0.06, 0.07, 0.08, 0.09, 0.1))
Array = npt.NDArray[np.floating[Any]]


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


@dataclass(frozen=True, kw_only=True)
class LineTest:
    """Energy along lines, 1.0 being the map's average, beside what the control gives.

    ``z`` counts the control's standard deviations.
    """

    energy: float
    control: float
    z: float


def on_line(n_bins: int, ratio: float) -> npt.NDArray[np.bool_]:
    """(f, f): True where some frequency of column j times ``ratio`` lies in row i, off the main diagonal."""
    row, column = np.ogrid[:n_bins, :n_bins]
    meets = (row < ratio * (column + 1)) & (ratio * column < row + 1)
    return meets & (row != column)


def on_lines(n_bins: int, ratios: Sequence[tuple[int, int]] = RATIOS) -> npt.NDArray[np.bool_]:
    """(f, f): True on the line of any ratio, in both directions (partial to fundamental, fundamental to partial)."""
    return np.logical_or.reduce([on_line(n_bins, p / q) | on_line(n_bins, q / p) for p, q in ratios])


def balanced_energy(matrix: npt.ArrayLike) -> Array:
    """Squares of a square map (f, f) over what its row and its column would lead one to expect; 1.0 on average.

    Without this a map whose low bins are simply stronger would have energy wherever a line runs through low bins.
    """
    values = np.asarray(matrix, dtype=np.float64)
    if values.ndim != 2 or values.shape[0] != values.shape[1] or not np.isfinite(values).all():
        raise ValueError(f"matrix must be square and finite, got shape {values.shape}")
    energy = values**2
    expected = np.outer(energy.sum(axis=1), energy.sum(axis=0))
    return np.divide(energy * energy.sum(), expected, out=np.zeros_like(energy), where=expected > 0)


def ratio_profile(matrix: npt.ArrayLike, ratios: npt.ArrayLike) -> Array:
    """Mean balanced energy along the line of each ratio (r,): a map of harmonic relations has peaks at small ratios."""
    energy = balanced_energy(matrix)
    return np.array([energy[on_line(len(energy), ratio)].mean() for ratio in np.asarray(ratios, dtype=float)])


def share_below(matrix: npt.ArrayLike, *, bin_hz: float, hz: float) -> float:
    """Part of the squares of a map (output, input) that stands in input bins whose centre is below ``hz``."""
    energy = np.square(np.asarray(matrix, dtype=np.float64)).sum(axis=0)
    return float(energy[(np.arange(len(energy)) + 0.5) * bin_hz < hz].sum() / energy.sum())


def line_test(
    matrix: npt.ArrayLike, *, ratios: Sequence[tuple[int, int]] = RATIOS, n_controls: int = 1000, seed: int = 0
) -> LineTest:
    """Compare a map's energy on harmonic lines with that of shuffled maps.

    The control rotates every diagonal of the balanced map by a random number of places. A diagonal holds the cells of
    one distance i - j; what is kept is therefore how much energy each *distance* has (a band around the main diagonal
    stays one) and how neighbours on a diagonal resemble each other. What is lost is *which* bins have that distance, so
    the relation i / j. Rows and columns were made alike beforehand, see `balanced_energy`. What is lost, too, is
    *where* on its diagonal a cell lies: a block of low bins that listen to low bins passes this test, and so may a
    narrow band, whose ends are strong for their rows. Hence `detuning_test`.

    Args:
        matrix: (f, f), rows are outputs.
        ratios: pairs (p, q); each is looked for in both directions.
        n_controls: shuffled maps.
        seed: of the rotations.
    """
    energy = balanced_energy(matrix)
    row, column = np.nonzero(on_lines(len(energy), ratios))
    found = float(energy[row, column].mean())
    controls = _rotated_means(energy, row, column, n_controls=n_controls, seed=seed)
    spread = float(controls.std()) or np.finfo(float).tiny
    return LineTest(
        energy=found,
        control=float(controls.mean()),
        z=(found - float(controls.mean())) / spread,
    )


def detuning_test(matrix: npt.ArrayLike, *, ratios: Sequence[tuple[int, int]] = RATIOS) -> LineTest:
    """Compare a map's energy on harmonic lines with that on lines a little beside them, at `DETUNINGS`.

    A detuned line runs through the same region of the map at nearly the same distance from the diagonal, so bands and
    blocks are on both. Only what belongs to the ratio itself, within a semitone, is left.

    Args:
        matrix: (f, f), rows are outputs.
        ratios: pairs (p, q); each is looked for in both directions.
    """
    energy = balanced_energy(matrix)
    found = [_both_ways(energy, p / q) for p, q in ratios]
    beside = np.array([[_both_ways(energy, p / q * 2**octaves) for octaves in DETUNINGS] for p, q in ratios])
    control, spread = beside.mean(), np.sqrt(beside.var(axis=1, ddof=1).sum()) / len(found)
    difference = float(np.mean(found) - control)
    return LineTest(
        energy=float(np.mean(found)), control=float(control), z=difference / (float(spread) or np.finfo(float).tiny)
    )


def _both_ways(energy: Array, ratio: float) -> float:
    return float(energy[on_line(len(energy), ratio) | on_line(len(energy), 1 / ratio)].mean())


def _rotated_means(energy: Array, row: Any, column: Any, *, n_controls: int, seed: int) -> Array:
    """Mean energy of the cells (row, column) in maps whose diagonals are rotated: (n_controls,)."""
    rng = np.random.default_rng(seed)
    offset, place = row - column, np.minimum(row, column)
    length = len(energy) - np.abs(offset)
    _, diagonal = np.unique(offset, return_inverse=True)
    first = np.unique(diagonal, return_index=True)[1]
    below, right = np.maximum(offset, 0), np.maximum(-offset, 0)
    means = np.empty(n_controls)
    for control in range(n_controls):
        shift = rng.integers(length[first])
        rotated = (place + shift[diagonal]) % length
        means[control] = energy[rotated + below, rotated + right].mean()
    return means
