"""A song in, its sources out: any length, any sample rate (Hz), mono or stereo, in constant memory."""

import warnings
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any, Literal, Self, Unpack, overload

import numpy as np
import torch
from einops import rearrange, reduce, repeat
from torch import Tensor

from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.overlap_add import OVERLAP
from lasaft_nb.audio.streams import in_step
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.audio.write import Bits, audio_writer, check_outputs
from lasaft_nb.errors import UserError
from lasaft_nb.inference.arrays import Call, FileCall, Layout, open_song, open_songs
from lasaft_nb.inference.chunked import LEFT_OUT, ChunkedInference, Options, Unheard, computing_on, kept_in
from lasaft_nb.inference.openvino_unet import Precision
from lasaft_nb.inference.pretrained import load

REST = "no_"  # before a target's name: the song without it


class Separator(ChunkedInference):
    """A `SourceModel` made ready to take whole songs apart.

    ``targets`` are the sources it gives. With ``no_`` before it, such as ``no_vocals``, a target is the song without
    that source: its samples minus the estimate. ``name`` and ``card`` say which network it is and how it was trained
    and scored. For its arguments see `ChunkedInference`. What lies above half the network's sample rate is in no
    source, since the network can't tell whose it is; a `Manipulator` passes it through instead.
    """

    @classmethod
    def from_pretrained(
        cls,
        name: Path | str,
        *,
        device: str | torch.device = "auto",
        engine: str = "auto",
        precision: Precision = "exact",
        overlap: float = OVERLAP,
        window_seconds: float | None = None,
        batch_size: int | None = None,
        level: float | Literal["card"] | None = "card",
    ) -> Self:
        """A trained network, ready to separate.

        Args:
            name: a shipped network (`lasaft_nb.pretrained_names`), one of the authors' (`lasaft_nb.official.names`), or
                the path of weights: a ``.safetensors`` file with its card, or a file of the authors'.
            device: "auto", "cpu", "cuda", "mps", or a ``torch.device``.
            engine: "torch", "openvino", or "auto": OpenVINO on a CPU where it is installed and can, else torch.
            precision: "exact", "bfloat16" where the CPU has it, or "fast", the faster of the two.
            overlap: part of a window that the next one shares, 0 to 0.9; more is slower and smoother.
            window_seconds: about as long is a window; if not given six seconds, or three with an ``n_fft`` of 4096.
            batch_size: windows that go through the network together; if not given one on a CPU, four elsewhere.
            level: dBFS to which songs are brought, and back, if they are far from it, see `ChunkedInference`; "card" is
                the level of the songs that the network was trained with, None leaves every song as it is.

        Raises:
            UserError: no network of that name, no connection to download it, damaged weights, or no such device.
        """
        pretrained = load(name)
        return cls.of(
            pretrained,
            device=device,
            engine=engine,
            precision=precision,
            overlap=overlap,
            window_seconds=window_seconds,
            batch_size=batch_size,
            level=pretrained.level if level == "card" else level,
        )

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the sources it can give."""
        return self.model.targets

    @overload
    def separate(self, source: Tensor, target: str | None = None, **call: Unpack[Call]) -> Tensor: ...

    @overload
    def separate(self, source: Any, target: str | None = None, **call: Unpack[Call]) -> Waveform: ...

    def separate(
        self,
        source: Any,
        target: str | None = None,
        *,
        sample_rate: int | None = None,
        layout: Layout = "auto",
        overlap: float | None = None,
        batch_size: int | None = None,
        progress: bool = True,
    ) -> Any:
        """One source of a song.

        Args:
            source: a path, bytes or an open file of any format; floats of NumPy or torch, (n,), (n, c), (c, n) or
                (b, c, n) with one or two channels; or an `Audio` that is open already.
            target: one of ``targets``, or "no_vocals" and the like; if not given the only one, or vocals of several.
            sample_rate: of an array, in Hz, and needed there; a file knows its own.
            layout: axes of an array, "n", "nc", "cn" or "bcn". By itself two axes are (n, c), or (c, n) where only the
                first can count one or two channels.
            overlap: part of a window that the next one shares, in place of the separator's own.
            batch_size: windows that go through the network together, in place of the separator's own.
            progress: show a bar, in a terminal or a notebook.

        Returns:
            The source, as long as the song and at its sample rate: of an array in its library, type, device and axes,
            of a file NumPy's (n, c) in float32.

        Raises:
            UserError: for anything that can't be read, isn't finite, has no samples or more than two channels, and for
                a target that this network doesn't give.
        """
        chosen = self.chosen((self._only(),) if target is None else (target,))
        call: Call = {"sample_rate": sample_rate, "layout": layout, "progress": progress}
        call |= {"overlap": overlap, "batch_size": batch_size}
        return self.separate_all(source, chosen, **call)[chosen[0]]

    @overload
    def separate_all(
        self, source: Tensor, targets: Sequence[str] | None = None, **call: Unpack[Call]
    ) -> dict[str, Tensor]: ...

    @overload
    def separate_all(
        self, source: Any, targets: Sequence[str] | None = None, **call: Unpack[Call]
    ) -> dict[str, Waveform]: ...

    def separate_all(
        self,
        source: Any,
        targets: Sequence[str] | None = None,
        *,
        sample_rate: int | None = None,
        layout: Layout = "auto",
        overlap: float | None = None,
        batch_size: int | None = None,
        progress: bool = True,
    ) -> dict[str, Any]:
        """Several sources (all by default) in one pass through the song: for each target what `separate` gives.

        Arguments are those of `separate`; ``targets`` are some of ``targets``, in a tuple or list.
        """
        chosen = self.chosen(targets)
        songs, form = open_songs(source, sample_rate=sample_rate, layout=layout)
        options: dict[str, Any] = {"overlap": overlap, "batch_size": batch_size, "progress": progress}
        made = [np.concatenate(list(self.blocks(song, chosen, **options)), axis=1) for song in songs]
        return {target: form.back([stems[place] for stems in made]) for place, target in enumerate(chosen)}

    def separate_file(self, source: Any, out: Path | str, target: str | None = None, **call: Unpack[FileCall]) -> Path:
        """Write one source of a song to ``out``; see `separate_files`."""
        chosen = self._only() if target is None else target
        return self.separate_files(source, {chosen: out}, **call)[chosen]

    def separate_files(
        self,
        source: Any,
        outputs: Mapping[str, Path | str],
        *,
        sample_rate: int | None = None,
        layout: Layout = "auto",
        overlap: float | None = None,
        batch_size: int | None = None,
        bits: Bits | None = None,
        progress: bool = True,
    ) -> dict[str, Path]:
        """Write sources to files (target -> path; the suffix chooses wav, flac, mp3 or ogg) without holding the song.

        The files appear together at the end; after an error or Ctrl-C there are none. Arguments are those of
        `separate_all`; ``bits`` of a sample are 16, 24 (if not given) or "float", which wav alone has.
        """
        chosen = self.chosen(tuple(outputs))
        audio = open_song(source, sample_rate=sample_rate, layout=layout)
        check_outputs(outputs.values(), song=audio, bits=bits)
        sizes = {"sample_rate": audio.sample_rate, "channels": audio.channels, "n_samples": audio.n_samples}
        with ExitStack() as stack:
            writers = [stack.enter_context(audio_writer(outputs[one], bits=bits, **sizes)) for one in chosen]
            for block in self.blocks(audio, chosen, overlap=overlap, batch_size=batch_size, progress=progress):
                for write, waveform in zip(writers, block, strict=True):
                    write(waveform)
        return {target: Path(path) for target, path in outputs.items()}

    def _only(self) -> str:
        """The target that is meant where none is named."""
        return "vocals" if len(self.targets) > 1 and "vocals" in self.targets else self.targets[0]

    def chosen(self, targets: Sequence[str] | None = None) -> tuple[str, ...]:
        """The targets that are meant, all if none are named.

        Raises:
            UserError: an unknown one, none at all, or a name in place of a tuple.
        """
        if isinstance(targets, str):
            raise UserError(f"targets must be a tuple or list of names, got {targets!r}; write ({targets!r},)")
        chosen = self.targets if targets is None else tuple(targets)
        if unknown := [target for target in chosen if target.removeprefix(REST) not in self.targets]:
            raise UserError(f"target {unknown[0]!r} is not given by {self.name}; it gives {', '.join(self.targets)}")
        if not chosen:
            raise UserError(f"no target was named; {self.name} gives {', '.join(self.targets)}")
        return chosen

    def blocks(
        self, audio: Audio, targets: tuple[str, ...], *, unheard: Unheard | None = None, **options: Any
    ) -> Iterator[Waveform]:
        """Blocks (s, n, c) at the audio's own rate, together as long as the audio; for options see `separate_all`.

        What the network doesn't hear is in no source, and so in every target with ``no_``; ``unheard`` says what
        becomes of it where more is made of the sources.
        """
        rests = [target for target in targets if target.startswith(REST)]
        unheard = unheard or (kept_in(" and ".join(rests)) if rests else LEFT_OUT)
        sources = tuple(dict.fromkeys(target.removeprefix(REST) for target in targets))
        stages = [lambda mixtures: self._estimate(mixtures, sources)]
        heard: deque[Waveform] = deque()  # what was read of the song; nothing comes out that was not read before
        label = f"separating {', '.join(targets)}"
        made = self._stream(audio, stages, label=label, hear=heard.append, unheard=unheard, **options)
        for block, song in in_step(made, (heard.popleft() for _ in count())):
            found = dict(zip(sources, rearrange(block, "n (s c) -> s n c", s=len(sources)), strict=True))
            yield np.stack([found[one] if one in found else song - found[one.removeprefix(REST)] for one in targets])

    @torch.inference_mode()
    def _estimate(self, mixtures: Waveform, targets: tuple[str, ...]) -> Waveform:
        """Windows (b, c, n) to those of all targets (b, s*c, n)."""
        mixture = torch.from_numpy(mixtures).to(self.device)
        with computing_on(self.device, exact=self._exact):
            if mixture.shape[1] == 1:  # networks are stereo: mono plays on both sides, and their mean comes back
                stereo = repeat(mixture, "b 1 n -> b c n", c=2)
                estimates = reduce(self._computes.sources(stereo, targets), "b s c n -> b s n", "mean")
            else:
                estimates = rearrange(self._computes.sources(mixture, targets), "b s c n -> b (s c) n")
        return estimates.float().cpu().numpy()


def pretrained(name: Path | str, **options: Unpack[Options]) -> Separator:
    """Deprecated: `Separator.from_pretrained`, which takes its arguments; ``engine`` is "torch" here, as before."""
    say = "lasaft_nb.pretrained(name) is now lasaft_nb.Separator.from_pretrained(name), and goes in version 0.3"
    warnings.warn(say, DeprecationWarning, stacklevel=2)
    options.setdefault("engine", "torch")
    return Separator.from_pretrained(name, **options)
