"""Whatever does to a song what sentences say: by a network that reads them, or by separating, changing and remixing."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Unpack, overload

import numpy as np
from torch import Tensor

from lasaft_nb.aml import Command, parse
from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.audio.write import Bits, audio_writer, check_outputs
from lasaft_nb.errors import UserError
from lasaft_nb.inference.arrays import Call, Layout, open_song, open_songs

TAKE_AWAY = ("mute", "separate")  # tasks after which a source must not be heard
Sentences = str | Command | Sequence[str | Command]


class BySentences(ABC):
    """Manipulates songs as sentences say. The result is stereo also for a mono song, since panning needs two sides."""

    name: str

    @abstractmethod
    def blocks(self, audio: Audio, commands: Sequence[Command], **options: Any) -> Iterator[Waveform]:
        """The manipulated song in blocks (n, 2) at its own rate; ``options`` are those of `manipulate`."""

    @abstractmethod
    def describe(self, commands: Sequence[Command] = ()) -> str:
        """Which networks do it, and how good they are; for ``commands`` where that depends on them."""

    @overload
    def manipulate(self, source: Tensor, sentences: Sentences, **call: Unpack[Call]) -> Tensor: ...

    @overload
    def manipulate(self, source: Any, sentences: Sentences, **call: Unpack[Call]) -> Waveform: ...

    def manipulate(
        self,
        source: Any,
        sentences: Sentences,
        *,
        sample_rate: int | None = None,
        layout: Layout = "auto",
        overlap: float | None = None,
        batch_size: int | None = None,
        progress: bool = True,
    ) -> Any:
        """What one sentence makes of a song, or several one after the other.

        Args:
            source: as for `Separator.separate`: a file, or an array of NumPy or torch, (n,), (n, c), (c, n), (b, c, n).
            sentences: of the Audio Manipulation Language, or commands that were parsed already; each gets the song that
                the one before it made. The network reads the canonical sentence, so synonyms do the same.
            sample_rate: of an array, in Hz, and needed there; a file knows its own.
            layout: axes of an array where they shall not be found out, see `Separator.separate`.
            overlap: part of a window that the next one shares, in place of the manipulator's own.
            batch_size: windows that go through the network together, in place of the manipulator's own.
            progress: show a bar, in a terminal or a notebook.

        Returns:
            The song with two channels, as long as it was and at its sample rate: of an array in its library, type,
            device and axes, and (n, 2) for (n,); of a file NumPy's (n, 2) in float32.

        Raises:
            AmlError: a sentence outside the language; it says where, what may stand there, and the nearest sentence.
            UserError: for anything that can't be read, isn't finite, has no samples or more than two channels.
        """
        commands = parsed(sentences)
        songs, form = open_songs(source, sample_rate=sample_rate, layout=layout)
        options: dict[str, Any] = {"overlap": overlap, "batch_size": batch_size, "progress": progress}
        return form.back([np.concatenate(list(self.blocks(song, commands, **options))) for song in songs])

    def manipulate_file(
        self,
        source: Any,
        out: Path | str,
        sentences: Sentences,
        *,
        sample_rate: int | None = None,
        layout: Layout = "auto",
        overlap: float | None = None,
        batch_size: int | None = None,
        bits: Bits | None = None,
        progress: bool = True,
    ) -> Path:
        """Write the manipulated song to ``out`` (wav, flac, mp3 or ogg by its suffix) without holding the song.

        The file appears at the end; after an error or Ctrl-C there is none. Arguments are those of `manipulate`, with
        ``sample_rate`` in Hz; ``bits`` of a sample are 16, 24 (if not given) or "float", which wav alone has.
        """
        commands = parsed(sentences)
        options: dict[str, Any] = {"overlap": overlap, "batch_size": batch_size, "progress": progress}
        audio = open_song(source, sample_rate=sample_rate, layout=layout)
        check_outputs([out], song=audio, bits=bits)
        sizes: dict[str, Any] = {"sample_rate": audio.sample_rate, "n_samples": audio.n_samples, "bits": bits}
        with audio_writer(out, channels=2, **sizes) as write:
            for block in self.blocks(audio, commands, **options):
                write(block)
        return Path(out)


def parsed(sentences: Sentences) -> list[Command]:
    """Sentences as commands; those that are commands already pass.

    Raises:
        AmlError: a sentence outside the language.
        UserError: no sentence at all.
    """
    given = [sentences] if isinstance(sentences, str | Command) else list(sentences)
    if not given:
        raise UserError('no sentence was given; say what to do, such as "separate vocals"')
    return [one if isinstance(one, Command) else parse(one) for one in given]


def named(commands: Sequence[Command]) -> tuple[str, ...]:
    """The sources that any of the commands names, in the order of the language."""
    return tuple(dict.fromkeys(source for command in commands for source in command.sources))
