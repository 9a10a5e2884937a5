"""What a waveform is, and the one check that every function which takes one makes."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, TypeAlias, Union

import numpy as np
import numpy.typing as npt

from lasaft_nb.errors import UserError

if TYPE_CHECKING:
    from torch import Tensor

Waveform: TypeAlias = npt.NDArray[np.floating[Any]]  # (n, c): samples in -1..1, one or two channels
WaveformLike: TypeAlias = Union[npt.ArrayLike, "Tensor"]
FULL_SCALE = 32768  # of 16-bit samples


def as_waveform(
    waveform: WaveformLike,
    *,
    name: str = "the waveform",
    channels: Collection[int] = (1, 2),
    dtype: npt.DTypeLike | None = None,
    minimum: int = 0,
    finite: bool = True,
    any_layout: bool = False,
) -> Waveform:
    """Check a waveform and return it as floats (n, c), without a copy where it is that already.

    Args:
        waveform: floats of shape (n,) or (n, c): an array, a tensor on any device, or lists of numbers.
        name: what the error calls it.
        channels: how many it may have.
        dtype: float type of the result; that of the waveform if not given, float32 for half precision.
        minimum: number of samples that it must have.
        finite: refuse NaN and infinite samples.
        any_layout: also take (c, n) and a batch of one, as torch has them.

    Raises:
        UserError: whole numbers, another shape or number of channels, NaN or infinite samples.
    """
    array = _as_array(waveform)
    if array.dtype.kind != "f":
        cure = f"divide 16-bit samples by {FULL_SCALE}" if array.dtype.kind in "iu" else "pass an array of floats"
        raise UserError(f"{name} must hold floats in -1..1, got {array.dtype}; {cure}")
    if any_layout:
        array = _turned(array)
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2 or array.shape[1] not in channels:
        wanted = " or ".join(map(str, channels))
        raise UserError(
            f"{name} must have axes (sample, channel) with {wanted} channels, got shape {tuple(np.shape(waveform))}; "
            "transpose or squeeze it"
        )
    if len(array) < minimum:
        raise UserError(f"{name} holds {len(array) or 'no'} samples, {minimum} are needed at least; pass a longer one")
    if finite:
        check_finite(array, name=name)
    half = array.dtype.itemsize < 4
    return array.astype(dtype or (np.float32 if half else array.dtype), copy=False)


def as_samples(waveform: WaveformLike) -> Waveform:
    """Any waveform as (n, c) float32, to be shown or heard: also (c, n), and a batch of one.

    Raises:
        UserError: as `as_waveform`.
    """
    return as_waveform(waveform, dtype=np.float32, any_layout=True)


def in_channels(block: Waveform, channels: int) -> Waveform:
    """Samples (n, c) in one or two channels: mono goes to both sides, and of two sides mono is the mean."""
    if block.shape[1] == channels:
        return block
    return np.repeat(block.mean(axis=1, keepdims=True), channels, axis=1)


def check_finite(
    waveform: Waveform, *, name: str, sample_rate: int | None = None, n_before: int = 0, cure: str = "export it again"
) -> None:
    """Refuse NaN and infinity in a waveform, or in a block (n, c) of one that follows ``n_before`` samples.

    ``sample_rate`` in Hz lets the sentence tell the second.

    Raises:
        UserError: where a sample is not finite.
    """
    finite = np.isfinite(waveform).all(axis=1)
    if not finite.all():
        first = n_before + int(np.argmin(finite))
        place = f"sample {first}" if sample_rate is None else f"{first / sample_rate:.2f} s"
        raise UserError(f"{name} holds NaN or infinite samples, the first at {place}; {cure}")


def _as_array(waveform: Any) -> npt.NDArray[Any]:
    if hasattr(waveform, "detach"):
        tensor = waveform.detach().cpu()
        return (tensor.float() if tensor.is_floating_point() and tensor.element_size() < 4 else tensor).numpy()
    return np.asarray(waveform)


def _turned(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    while array.ndim > 2 and array.shape[0] == 1:
        array = array[0]
    return array.T if array.ndim == 2 and array.shape[0] <= 2 < array.shape[1] else array
