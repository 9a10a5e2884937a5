"""Which true sources are in an estimate, and how much of each."""

from collections.abc import Mapping

import numpy as np

from lasaft_nb.errors import UserError


def leakage(estimate: np.ndarray, stems: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Gains g that bring sum_s g[s] * stem[s] nearest to the estimate in least squares.

    A perfect estimate of one source has gain 1 for it and 0 for the others. What no gain explains (filters, artefacts)
    is not seen. Shapes: estimate and every stem (n, c), longer than there are stems.

    Raises:
        UserError: shapes that differ, or a silent stem, whose gain could be anything.
    """
    if wrong := [name for name, stem in stems.items() if np.shape(stem) != np.shape(estimate)]:
        raise UserError(
            f"{wrong[0]} must have the estimate's shape {np.shape(estimate)}, got {np.shape(stems[wrong[0]])}"
        )
    if silent := [name for name, stem in stems.items() if not np.any(stem)]:
        raise UserError(f"{silent[0]} is silent here, so its gain can't be told; choose another place")
    matrix = np.stack([np.ravel(stem) for stem in stems.values()], axis=1).astype(np.float64)
    gains = np.linalg.lstsq(matrix, np.ravel(estimate).astype(np.float64), rcond=None)[0]
    return dict(zip(stems, map(float, gains), strict=True))
