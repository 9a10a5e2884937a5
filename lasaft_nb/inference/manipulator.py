"""A song and sentences in, the manipulated song out: any length, any sample rate (Hz), in constant memory."""

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Self, Unpack, overload

import numpy as np
import torch
from einops import rearrange, repeat
from torch import Tensor

from lasaft_nb.aml import Command, parse
from lasaft_nb.aml.words import encode
from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.overlap_add import Process
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.audio.write import Bits, audio_writer, check_outputs
from lasaft_nb.errors import UserError
from lasaft_nb.inference import pretrained
from lasaft_nb.inference.arrays import Call, Layout, open_song, open_songs
from lasaft_nb.inference.chunked import Above, ChunkedInference, computing_on
from lasaft_nb.models.source_model import SourceModel

DEFAULT = "table_5_2/amss_net_levels_in_the_loss"  # the shipped network that does most tasks of Table 5.3 well
TAKE_AWAY = ("mute", "separate")  # tasks after which a source must not be heard
Sentences = str | Command | Sequence[str | Command]


def check_default() -> None:
    """Raise `UserError` with the cure while no weights of `DEFAULT` are shipped."""
    if DEFAULT not in pretrained.pretrained_names():
        raise UserError(
            "no network that reads sentences comes with this version; train one (`lasaft-nb train table_5_2 "
            "amss_net_levels_in_the_loss`, half an hour) and name its .safetensors file"
        )


class Manipulator(ChunkedInference):
    """A `SourceModel` that reads sentences, made ready for whole songs.

    ``name`` and ``card`` say which network it is and how it was trained and scored. For its arguments see
    `ChunkedInference`. The result is stereo also for a mono song, since panning needs two sides. What lies above half
    the network's sample rate comes from the song as it is, unless a sentence asks to mute or to separate a source: what
    is to go may lie there as well, so all of it goes. A note says which.
    """

    LEVEL_TOLERANCE = 4.0  # dB; what it was trained with is quieter by a part that is to be louder, or louder by a hall

    def __init__(self, model: SourceModel, *, name: str = "", **options: Any) -> None:
        if not model.reads_sentences:
            raise UserError(f"{name or 'this network'} reads no sentences; take one such as {DEFAULT}")
        super().__init__(model, name=name, **options)

    @classmethod
    def from_pretrained(
        cls,
        name: Path | str = DEFAULT,
        *,
        device: str | torch.device = "auto",
        engine: str = "auto",
        overlap: float = 0.5,
        window_seconds: float | None = None,
        batch_size: int | None = None,
        level: float | Literal["card"] | None = "card",
    ) -> Self:
        """A trained network that reads sentences; the arguments are those of `Separator.from_pretrained`.

        Raises:
            UserError: no network of that name, damaged weights, or a network that reads no sentences.
        """
        if name == DEFAULT:
            check_default()
        loaded = pretrained.load(name)
        return cls.of(
            loaded,
            device=device,
            engine=engine,
            overlap=overlap,
            window_seconds=window_seconds,
            batch_size=batch_size,
            level=loaded.level if level == "card" else level,
        )

    @classmethod
    def pretrained(cls, name: Path | str = DEFAULT, **options: Any) -> Self:
        """The name of version 0.1 for `from_pretrained`; goes in version 0.3."""
        say = "Manipulator.pretrained is now Manipulator.from_pretrained, and goes in version 0.3"
        warnings.warn(say, DeprecationWarning, stacklevel=2)
        return cls.from_pretrained(name, **options)

    def describe(self) -> str:
        """The network, and how good its card says it is."""
        from lasaft_nb.metrics.manipulation import in_words

        return f"{self.name} ({in_words(self.card)})"

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

        The file appears at the end; after an error or Ctrl-C there is none. Arguments are those of `manipulate`;
        ``bits`` of a sample are 16, 24 (if not given) or "float", which wav alone has.
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

    def blocks(self, audio: Audio, commands: Sequence[Command], **options: Any) -> Iterator[Waveform]:
        """The manipulated song in blocks (n, 2) at its own rate; ``options`` are those of `manipulate`."""
        stages = [self._stage(encode([command])) for command in commands]
        takes_away = any(command.task in TAKE_AWAY for command in commands)
        above: Above = "is left out" if takes_away else "comes from the song"
        return self._stream(audio, stages, label=label(commands), above=above, **options)

    def _stage(self, tokens: Tensor) -> Process:
        @torch.inference_mode()
        def process(mixtures: Waveform) -> Waveform:
            mixture = torch.from_numpy(mixtures).to(self.device)
            if mixture.shape[1] == 1:
                mixture = repeat(mixture, "b 1 n -> b c n", c=2)
            with computing_on(self.device, exact=self._exact):
                made = self._computes(mixture, repeat(tokens, "1 w -> b w", b=len(mixture)).to(self.device))
            return rearrange(made, "b 1 c n -> b c n").float().cpu().numpy()

        return process


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


def label(commands: Sequence[Command]) -> str:
    """What the bar says."""
    return f"manipulating, {len(commands)} sentence{'s' * (len(commands) > 1)}"
