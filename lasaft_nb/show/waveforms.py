"""One shape for every waveform that is shown: (n, c) float32."""

from typing import TYPE_CHECKING, Union

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor

Waveform = Union[np.ndarray, "Tensor"]


def as_samples(waveform: Waveform) -> np.ndarray:
    """Any waveform as (n, c) float32: (n,), (n, c), (c, n) with c <= 2 < n, or a batch of one of those.

    Raises:
        ValueError: neither axis can be a channel axis, or the waveform holds NaN or infinity.
    """
    if hasattr(waveform, "detach"):
        waveform = waveform.detach().cpu().numpy()
    samples = np.asarray(waveform, dtype=np.float32)
    while samples.ndim > 2 and samples.shape[0] == 1:
        samples = samples[0]
    if samples.ndim == 1:
        samples = samples[:, None]
    if samples.ndim == 2 and samples.shape[0] <= 2 < samples.shape[1]:
        samples = samples.T
    if samples.ndim != 2 or not 1 <= samples.shape[1] <= 2:
        raise ValueError(f"waveform must be (n,), (n, c) or (c, n) with one or two channels, got {np.shape(waveform)}")
    if not np.isfinite(samples).all():
        raise ValueError("waveform must be finite, got NaN or infinity")
    return samples
