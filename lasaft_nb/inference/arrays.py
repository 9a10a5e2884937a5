"""Songs in memory, as people have them: NumPy or torch, one song or a batch, channels first or last; and back again."""

from dataclasses import dataclass
from typing import Any, Literal, TypedDict

import numpy as np
import torch
from torch import Tensor

from lasaft_nb.audio.blocks import ArrayAudio, Audio
from lasaft_nb.audio.read import open_audio
from lasaft_nb.audio.waveform import Waveform, as_waveform
from lasaft_nb.audio.write import Bits
from lasaft_nb.errors import UserError

Layout = Literal["auto", "n", "nc", "cn", "bcn"]
AXES: dict[str, int] = {"n": 1, "nc": 2, "cn": 2, "bcn": 3}  # samples, channels, songs; number of axes


class Call(TypedDict, total=False):
    """What one song may be separated or manipulated with; see `Separator.separate`."""

    sample_rate: int | None
    layout: Layout
    overlap: float | None
    batch_size: int | None
    progress: bool


class FileCall(Call, total=False):
    """What one song may be written to a file with."""

    bits: Bits | None


@dataclass(frozen=True, kw_only=True)
class Form:
    """How an array came: its library, type, device and axes; what goes back gets the same."""

    layout: str
    like: Any  # the array or tensor itself

    def back(self, waveforms: list[Waveform]) -> Any:
        """Waveforms (n, c), one a song, in the form of what came; mono that came without channels goes without."""
        if self.layout == "n":
            made = waveforms[0][:, 0] if waveforms[0].shape[1] == 1 else waveforms[0]
        elif self.layout == "nc":
            made = waveforms[0]
        elif self.layout == "cn":
            made = waveforms[0].T
        else:
            made = np.stack([waveform.T for waveform in waveforms])
        if isinstance(self.like, Tensor):
            return torch.from_numpy(np.ascontiguousarray(made)).to(dtype=self.like.dtype, device=self.like.device)
        dtype = getattr(self.like, "dtype", np.float32)
        return np.ascontiguousarray(made).astype(dtype, copy=False)


def open_songs(source: Any, *, sample_rate: int | None, layout: Layout = "auto") -> tuple[list[Audio], Form]:
    """The songs that ``source`` is, and the form that goes back; of a file NumPy's (n, c) float32.

    By itself, two axes are (n, c), or (c, n) where only the first can count channels: one or two. Three are (b, c, n).

    Args:
        source: what `audio.open_audio` takes; an array or tensor (n,), (n, c), (c, n) or (b, c, n).
        sample_rate: of an array, in Hz; an array must have it, a file knows its own.
        layout: "n", "nc", "cn" or "bcn" where it shall not be found out.

    Raises:
        UserError: another layout, an array without a rate, and whatever can't be read; see `audio.as_waveform`.
    """
    if layout not in ("auto", *AXES):
        raise UserError(f"layout must be one of auto, {', '.join(AXES)}, got {layout!r}")
    if _is_file(source):
        return [open_audio(source)], Form(layout="nc", like=None)
    if sample_rate is None:
        raise UserError("an array doesn't say its sample rate; give it in Hz, such as sample_rate=44100")
    if isinstance(sample_rate, bool) or not isinstance(sample_rate, int | float | np.number):
        raise UserError(f"sample_rate must be a number, in Hz, got {sample_rate!r}")
    array = source if hasattr(source, "shape") else np.asarray(source)
    axes = _axes(array) if layout == "auto" else layout
    if array.ndim != AXES[axes]:
        raise UserError(f"layout {axes!r} has {AXES[axes]} axes, the waveform has shape {tuple(array.shape)}")
    songs = list(array) if axes == "bcn" else [array]
    if not songs:
        raise UserError("the batch holds no waveforms; pass one at least")
    channels_last = [song.T if axes in ("cn", "bcn") else song for song in songs]
    waveforms = [as_waveform(song, finite=False) for song in channels_last]
    return [ArrayAudio(one, sample_rate=int(sample_rate)) for one in waveforms], Form(layout=axes, like=array)


def open_song(source: Any, *, sample_rate: int | None, layout: Layout = "auto") -> Audio:
    """As `open_songs`, for what goes to one file; ``sample_rate`` in Hz."""
    songs, _ = open_songs(source, sample_rate=sample_rate, layout=layout)
    if len(songs) > 1:
        raise UserError(f"a batch of {len(songs)} songs can't go to one file; write them one by one")
    return songs[0]


def _is_file(source: Any) -> bool:
    named = isinstance(source, str | bytes | bytearray | Audio)
    return named or hasattr(source, "read") or hasattr(source, "__fspath__")


def _axes(array: Any) -> str:
    if array.ndim == 2:
        first, last = array.shape
        return "cn" if first in (1, 2) and last > 2 else "nc"
    found = {1: "n", 3: "bcn"}.get(array.ndim)
    if found is None:
        raise UserError(
            f"the waveform must have axes (n,), (n, c), (c, n) or (b, c, n), got shape {tuple(array.shape)}; squeeze it"
        )
    return found
