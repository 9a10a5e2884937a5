"""The names of `demucs.api` on the networks of this library: a program that was written for it needs another import.

`Separator.separate_audio_file`, `Separator.separate_tensor`, `save_audio` and `list_models` take and give what they do
there: tensors (c, n) and a dictionary of sources. Its networks are not here, and what can't be done here is refused,
not ignored. The library's own class is `lasaft_nb.Separator`.
"""

from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

from lasaft_nb.audio.blocks import ArrayAudio, Audio
from lasaft_nb.audio.read import open_audio
from lasaft_nb.audio.resample import fit_length, uniform
from lasaft_nb.audio.write import Bits, audio_writer
from lasaft_nb.errors import UserError
from lasaft_nb.inference import official
from lasaft_nb.inference.choose_network import choose
from lasaft_nb.inference.pretrained import find, known_names

__all__ = ["Separator", "list_models", "save_audio"]

CHANNELS = 2


class Separator:
    """Songs to sources, in the way of ``demucs.api.Separator``.

    Args:
        model: a shipped network, one of the authors', or the path of weights; if not given the best that can be had for
            each of the four sources.
        device: "auto", "cpu", "cuda", "mps", or a ``torch.device``.
        overlap: part of a window that the next one shares.
        segment: about as many seconds has a window.
        shifts: 0 or 1; songs are not separated several times. A larger ``overlap`` smooths instead.
        split: True; songs always go in windows.
        jobs: 0; torch uses all cores by itself.
        progress: show a bar, in a terminal or a notebook.

    Raises:
        UserError: as `lasaft_nb.Separator.from_pretrained`, and for an option that is not offered.
    """

    def __init__(
        self,
        model: Path | str | None = None,
        *,
        device: str | torch.device = "auto",
        overlap: float = 0.25,
        segment: float | None = None,
        shifts: int = 1,
        split: bool = True,
        jobs: int = 0,
        progress: bool = False,
    ) -> None:
        _refuse(shifts not in (0, 1), f"shifts={shifts}", "use a larger overlap, such as 0.75")
        _refuse(not split, "split=False", "use a larger segment, in seconds")
        _refuse(jobs != 0, f"jobs={jobs}", "leave it out, since torch uses all cores by itself")
        network = None if model is None else str(model)
        self._choices = choose(None, network=network, device=device, overlap=overlap, window_seconds=segment)
        self._progress = progress

    @property
    def samplerate(self) -> int:
        """Sample rate in Hz of all that comes back: the highest that one of the networks has."""
        return max(choice.separator.sample_rate for choice in self._choices)

    @property
    def audio_channels(self) -> int:
        """Channels of all that comes back."""
        return CHANNELS

    def separate_audio_file(self, file: Path | str) -> tuple[Tensor, dict[str, Tensor]]:
        """A song of any format: itself and its sources, each (2, n) at `samplerate`."""
        return self._separate(open_audio(file))

    def separate_tensor(self, wav: Tensor, sr: int | None = None) -> tuple[Tensor, dict[str, Tensor]]:
        """A waveform (c, n) at ``sr`` Hz: itself and its sources, each (2, n) at `samplerate` and on its device.

        Without ``sr`` it is at `samplerate`.
        """
        if wav.ndim != 2:
            raise UserError(f"wav must have axes (channel, sample), got shape {tuple(wav.shape)}")
        waveform = wav.detach().cpu().float().T.numpy()
        origin, sources = self._separate(ArrayAudio(waveform, sample_rate=self.samplerate if sr is None else sr))
        return origin.to(wav.device), {name: source.to(wav.device) for name, source in sources.items()}

    def _separate(self, audio: Audio) -> tuple[Tensor, dict[str, Tensor]]:
        rate = self.samplerate
        read = uniform(((block, audio.sample_rate) for block in audio.blocks()), sample_rate=rate, channels=CHANNELS)
        length = lambda: round(audio.n_read * rate / audio.sample_rate)  # noqa: E731
        song = torch.from_numpy(np.concatenate(list(fit_length(read, length=length))).T)
        options: dict[str, Any] = {"sample_rate": rate, "layout": "cn", "progress": self._progress}
        found: dict[str, Tensor] = {}
        for choice in self._choices:
            found |= choice.separator.separate_all(song, choice.targets, **options)
        return song, found


def save_audio(
    wav: Tensor,
    path: Path | str,
    samplerate: int,
    *,
    clip: Literal["rescale", "clamp"] = "rescale",
    bits_per_sample: Literal[16, 24] = 16,
    as_float: bool = False,
) -> None:
    """Write a waveform (c, n) to wav, flac, mp3 or ogg by the name's ending.

    Args:
        wav: floats in [-1, 1].
        path: the file.
        samplerate: Hz.
        clip: what becomes of a waveform beyond full scale: all of it quieter, or cut off there.
        bits_per_sample: of wav and flac.
        as_float: 32-bit floats, in wav; they hold what is beyond full scale, and nothing is changed.
    """
    if clip not in ("rescale", "clamp"):
        raise UserError(f"clip must be 'rescale' or 'clamp', got {clip!r}")
    waveform = wav.detach().cpu().float()
    if not as_float:
        peak = float(waveform.abs().max()) if waveform.numel() else 0.0
        waveform = waveform / max(1.01 * peak, 1.0) if clip == "rescale" else waveform.clamp(-1, 1)
    bits: Bits | None = "float" if as_float else bits_per_sample
    if Path(path).suffix.lower() in (".mp3", ".ogg"):
        bits = None
    n_channels, n_samples = waveform.shape
    with audio_writer(path, sample_rate=samplerate, channels=n_channels, n_samples=n_samples, bits=bits) as write:
        write(waveform.T.numpy())


def list_models() -> dict[str, dict[str, Path | str]]:
    """Networks that ``Separator(model=…)`` takes, and where their weights are, on the disk or on the web.

    Under "bag" are those that consist of one network a source, under "single" all others.
    """
    place = {name: official.where(name) if name in official.names() else find(name) for name in known_names()}
    bags = {name: place.pop(name) for name in official.FOLDERS}
    return {"single": place, "bag": bags}


def _refuse(wrong: bool, what: str, cure: str) -> None:
    if wrong:
        raise UserError(f"{what} is not offered here; {cure}")
