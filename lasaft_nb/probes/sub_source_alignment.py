"""Do latent sources line up with true sub-sources? Correlations, the best assignment, and what chance would give.

A latent source has no name, so the assignment of latent to true sources is found in the data, and finding it already
makes it look good. Therefore it is found on all songs but one, and scored on that one (`align`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from lasaft_nb.metrics.framewise import Array
from lasaft_nb.spectrogram import Stft, StftConfig

Waveforms = Mapping[str, npt.NDArray[np.floating]]  # name -> (n, c)
N_FFT = 2048  # samples


def correlations(outputs: Waveforms, truths: Waveforms, *, n_fft: int = N_FFT) -> Array:
    """Pearson correlation of magnitude spectrograms (mean over channels), (output, truth).

    1 means the same picture up to a gain. A silent output has correlation 0 with everything; a silent truth gives NaN.

    Args:
        outputs: what latent sources sound like, each (n, c).
        truths: true sub-sources at the same sample rate, each (n, c).
        n_fft: window in samples; the hop is half of it.
    """
    left, right = (np.stack([_standardised(sound, n_fft) for sound in sounds.values()]) for sounds in (outputs, truths))
    found = left @ right.T
    found[:, ~right.any(1)] = np.nan
    return found


@dataclass(frozen=True)
class Alignment:
    """How well latent sources (rows) line up with true ones (columns).

    ``matrix`` is the mean over songs (l, k), ``pairs`` its best assignment. ``found`` (song,) is the mean correlation
    of the pairs that the *other* songs suggest, ``chance`` (song,) that of a random assignment. ``p`` is the share of
    random assignments, drawn anew for each song, whose mean over songs is at least that of ``found``.
    """

    matrix: Array
    pairs: tuple[tuple[int, int], ...]
    found: Array
    chance: Array
    p: float

    @property
    def gain(self) -> Array:
        """Correlation above chance (song,); 0 where latent sources are no more than interchangeable."""
        return self.found - self.chance


def align(matrices: Sequence[Array], *, n_random: int = 2000, seed: int = 0) -> Alignment:
    """Line up latent and true sources over songs, given the `correlations` (l, k) of each; at least two songs.

    Each is assigned at most once, so min(l, k) pairs. A random assignment's mean is that of the whole matrix. Columns
    that are silent in a song (NaN) count as the song's mean, that is as chance.
    """
    stack = np.stack(list(matrices)).astype(float)
    if stack.ndim != 3 or len(stack) < 2:
        raise ValueError(f"matrices must be at least two of one shape (l, k), got shape {stack.shape}")
    chance = np.nanmean(stack, axis=(1, 2))
    others = without_each(stack)
    stack = _filled(stack)
    found = np.array([_score(own, *best_assignment(rest)) for own, rest in zip(stack, others, strict=True)])
    random = np.random.default_rng(seed)
    drawn = [np.mean([_score(own, *_random_assignment(own, random)) for own in stack]) for _ in range(n_random)]
    p = (1 + np.sum(np.array(drawn) >= found.mean())) / (1 + n_random)
    rows, columns = best_assignment(stack.mean(0))
    pairs = tuple(zip(rows.tolist(), columns.tolist(), strict=True))
    return Alignment(matrix=stack.mean(0), pairs=pairs, found=found, chance=chance, p=float(p))


def without_each(matrices: Sequence[Array] | Array) -> Array:
    """For every song the mean (l, k) over the others, (song, l, k); NaN counts as its song's mean."""
    stack = _filled(np.stack(list(matrices)).astype(float))
    return (stack.sum(0) - stack) / (len(stack) - 1)


def _filled(stack: Array) -> Array:
    return np.where(np.isnan(stack), np.nanmean(stack, axis=(1, 2), keepdims=True), stack)


def best_assignment(matrix: Array) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows and columns of the min(l, k) pairs with the largest sum."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(matrix, maximize=True)
    return rows, columns


def _random_assignment(matrix: Array, random: np.random.Generator) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    n_pairs = min(matrix.shape)
    return random.permutation(matrix.shape[0])[:n_pairs], random.permutation(matrix.shape[1])[:n_pairs]


def _score(matrix: Array, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> float:
    return float(matrix[rows, columns].mean())


def _standardised(sound: npt.NDArray[np.floating], n_fft: int) -> Array:
    """Magnitudes as one vector with mean 0 and norm 1; zeros for silence."""
    samples = torch.from_numpy(np.ascontiguousarray(np.asarray(sound, dtype=np.float32).T))
    magnitude = Stft(StftConfig(n_fft=n_fft, hop_length=n_fft // 2))(samples[None])[0].abs().mean(0).numpy().ravel()
    centred = magnitude.astype(np.float64) - magnitude.mean(dtype=np.float64)
    norm = np.linalg.norm(centred)
    return centred / norm if norm > 1e-6 else np.zeros_like(centred)
