"""A song and sentences in, the manipulated song out: any length, any sample rate (Hz), in constant memory."""

import warnings
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self, overload

import torch
from einops import rearrange, repeat
from torch import Tensor

from lasaft_nb.aml import Command
from lasaft_nb.aml.words import encode
from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.overlap_add import OVERLAP, Process
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import UserError
from lasaft_nb.inference import pretrained
from lasaft_nb.inference.best_way import BestWay, recorded
from lasaft_nb.inference.by_sentences import TAKE_AWAY, BySentences
from lasaft_nb.inference.choose_network import choose
from lasaft_nb.inference.chunked import LEFT_OUT, PASSED, ChunkedInference, computing_on
from lasaft_nb.inference.remix import Remixer
from lasaft_nb.models.source_model import SourceModel

DEFAULT = "table_5_2/amss_net_levels_in_the_loss"  # the shipped network that does most tasks of Table 5.3 well
AUTO, SEPARATION = "auto", "separation"  # the other ways to obey a sentence


def check_default() -> None:
    """Raise `UserError` with the cure while no weights of `DEFAULT` are shipped."""
    if DEFAULT not in pretrained.pretrained_names():
        raise UserError(
            "no network that reads sentences comes with this version; train one (`lasaft-nb train table_5_2 "
            "amss_net_levels_in_the_loss`, half an hour) and name its .safetensors file"
        )


class Manipulator(BySentences, ChunkedInference):
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

    @overload
    @classmethod
    def from_pretrained(  # type: ignore[overload-overlap]  # the two words are strings as well
        cls,
        name: Literal["auto", "separation"] = ...,
        *,
        device: str | torch.device = ...,
        engine: str = ...,
        overlap: float = ...,
        window_seconds: float | None = ...,
        batch_size: int | None = ...,
        level: float | Literal["card"] | None = ...,
    ) -> BySentences: ...

    @overload
    @classmethod
    def from_pretrained(
        cls,
        name: Path | str,
        *,
        device: str | torch.device = ...,
        engine: str = ...,
        overlap: float = ...,
        window_seconds: float | None = ...,
        batch_size: int | None = ...,
        level: float | Literal["card"] | None = ...,
    ) -> Self: ...

    @classmethod
    def from_pretrained(
        cls,
        name: Path | str = AUTO,
        *,
        device: str | torch.device = "auto",
        engine: str = "auto",
        overlap: float = OVERLAP,
        window_seconds: float | None = None,
        batch_size: int | None = None,
        level: float | Literal["card"] | None = "card",
    ) -> Any:
        """Something that obeys sentences; the other arguments are those of `Separator.from_pretrained`.

        Args:
            name: a trained network that reads sentences; "separation", which separates, changes and remixes with the
                best separators at hand (`remix.Remixer`); or "auto", which takes of the two, and of leaving the song
                alone, what scored best on real songs for the sentences of a call (`best_way.BestWay`).

        Raises:
            UserError: no network of that name, damaged weights, or a network that reads no sentences.
        """
        options: dict[str, Any] = {"device": device, "engine": engine, "overlap": overlap, "batch_size": batch_size}
        options["window_seconds"] = window_seconds
        own = options if level == "card" else {**options, "level": level}
        if name in (AUTO, SEPARATION):
            remixer = Remixer(partial(choose, **own))
            if name == SEPARATION:
                return remixer
            check_default()
            network = partial(cls.from_pretrained, DEFAULT, level=level, **options)
            return BestWay(network=network, network_name=DEFAULT, remixer=remixer, recorded=recorded())
        if name == DEFAULT:
            check_default()
        return cls.of(pretrained.load(name), **own)

    @classmethod
    def pretrained(cls, name: Path | str = DEFAULT, **options: Any) -> BySentences:
        """The name of version 0.1 for `from_pretrained`; goes in version 0.3."""
        say = "Manipulator.pretrained is now Manipulator.from_pretrained, and goes in version 0.3"
        warnings.warn(say, DeprecationWarning, stacklevel=2)
        return cls.from_pretrained(name, **options)

    def describe(self, commands: Sequence[Command] = ()) -> str:
        """The network, and how good its card says it is."""
        from lasaft_nb.metrics.manipulation import in_words

        return f"{self.name} ({in_words(self.card)})"

    def blocks(self, audio: Audio, commands: Sequence[Command], **options: Any) -> Iterator[Waveform]:
        """The manipulated song in blocks (n, 2) at its own rate; ``options`` are those of `manipulate`."""
        stages = [self._stage(encode([command])) for command in commands]
        takes_away = any(command.task in TAKE_AWAY for command in commands)
        unheard = LEFT_OUT if takes_away else PASSED
        return self._stream(audio, stages, label=label(commands), unheard=unheard, **options)

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


def label(commands: Sequence[Command]) -> str:
    """What the bar says."""
    return f"manipulating, {len(commands)} sentence{'s' * (len(commands) > 1)}"
