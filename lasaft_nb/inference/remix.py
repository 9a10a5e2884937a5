"""Separate, change, remix: the pipeline that thesis chapter 5 argues against, as a second way to obey sentences.

The best separators at hand estimate the sources that the sentences name; what is left of the song stands for all
others. The effects are those that made the training pairs of AMSS-Net (`aml.effects`), and the sum is the new song.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np
from einops import rearrange

from lasaft_nb.aml import Command
from lasaft_nb.aml.effects import manipulate, mix
from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.streams import in_step
from lasaft_nb.audio.waveform import Waveform, in_channels
from lasaft_nb.errors import Note
from lasaft_nb.inference.by_sentences import BySentences, named
from lasaft_nb.inference.choose_network import Choice
from lasaft_nb.inference.chunked import LEFT_OUT, kept_in

Choose = Callable[[tuple[str, ...]], list[Choice]]
REST = "other"  # the name under which the effects know what no sentence names
RING_IN = 0.5  # seconds that a filter hears before a block, after which nothing of its start is left


class Remixer(BySentences):
    """Separates what sentences name, changes it, and adds the rest of the song back.

    ``choose`` gives separators for sources; it is asked once for each source. A source that no sentence changes comes
    back as it was, since the parts of a song sum to it. No separator removes reverb: there the song stays as it is.
    """

    def __init__(self, choose: Choose, *, name: str = "separation") -> None:
        self.name = name
        self._choose = choose
        self._chosen: dict[str, Choice] = {}

    def choices(self, targets: Iterable[str]) -> list[Choice]:
        """Networks for ``targets``, each with those that it gives."""
        wanted = tuple(targets)
        if missing := tuple(target for target in wanted if target not in self._chosen):
            self._chosen |= {target: choice for choice in self._choose(missing) for target in choice.targets}
        by_network: dict[str, list[str]] = {}
        for target in wanted:
            by_network.setdefault(self._chosen[target].separator.name, []).append(target)
        return [
            Choice(separator=self._chosen[targets[0]].separator, targets=tuple(targets))
            for targets in by_network.values()
        ]

    @property
    def sample_rate(self) -> int:
        """Hz of the separators that were asked so far; songs at other rates are resampled to it and back."""
        rates = {choice.separator.sample_rate for choice in self._chosen.values()}
        return max(rates, default=44100)

    def describe(self, commands: Sequence[Command] = ()) -> str:
        """The separators, and how good they are."""
        chosen = "; ".join(choice.describe() for choice in self.choices(named(commands)))
        return f"separate, change, remix{f' ({chosen})' if chosen else ''}"

    def blocks(self, audio: Audio, commands: Sequence[Command], **options: Any) -> Iterator[Waveform]:
        """The manipulated song in blocks (n, 2), as `BySentences.blocks`."""
        done = [command for command in commands if command.task != "dereverb"]
        if len(done) < len(commands):
            say = f"{audio.name}: a separator can't remove reverb, so that the song keeps it; take a network that can"
            warnings.warn(say, Note, stacklevel=4)
        choices = self.choices(named(done))
        # What no separator hears is in the rest of the song, which stays unless a source is to be heard alone.
        alone = any(command.task == "separate" for command in done)
        unheard = LEFT_OUT if alone else kept_in("the song")
        streams = [_side_by_side(choice, copy(audio), unheard=unheard, **options) for choice in choices]
        changer = _Changer(done, audio.sample_rate)
        targets = [target for choice in choices for target in choice.targets]
        for song, *blocks in in_step(audio.blocks(), *streams):
            parts = [rearrange(block, "n (s c) -> s n c", c=audio.channels) for block in blocks]
            estimates = [in_channels(one, 2) for part in parts for one in part]
            yield changer(in_channels(song, 2), dict(zip(targets, estimates, strict=True)))


def _side_by_side(choice: Choice, audio: Audio, **options: Any) -> Iterator[Waveform]:
    """The choice's sources in blocks (n, s*c)."""
    blocks = choice.separator.blocks(audio, choice.targets, **options)
    return (rearrange(block, "s n c -> n (s c)") for block in blocks)


class _Changer:
    """Applies commands to blocks of estimates; filters go on over the blocks' edges."""

    def __init__(self, commands: Sequence[Command], sample_rate: int) -> None:
        self._commands, self._rate = commands, sample_rate
        self._before: dict[str, Waveform] = {}

    def __call__(self, song: Waveform, estimates: Mapping[str, Waveform]) -> Waveform:
        """Song (n, 2) and estimates (n, 2) to the manipulated song (n, 2)."""
        rest = song - sum(estimates.values(), np.zeros_like(song))
        stems = {**estimates, REST: rest}
        heard = {name: np.concatenate((self._before.get(name, one[:0]), one)) for name, one in stems.items()}
        lead_in = round(RING_IN * self._rate)
        self._before = {name: one[-lead_in:] for name, one in heard.items()}
        for command in self._commands:
            heard = manipulate(command, heard, self._rate)
        return mix(heard)[-len(song) :]
