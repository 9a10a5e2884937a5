"""A song in, its sources out: any length, any sample rate (Hz), mono or stereo, in constant memory."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from einops import rearrange, reduce, repeat

from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.read import open_audio
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.audio.write import audio_writer, check_outputs
from lasaft_nb.errors import UserError
from lasaft_nb.inference.chunked import ChunkedInference, memory_of
from lasaft_nb.inference.openvino_unet import Precision
from lasaft_nb.inference.pretrained import load


class Separator(ChunkedInference):
    """A `SourceModel` made ready to take whole songs apart.

    ``targets`` are the sources it gives, ``name`` and ``card`` say which network it is and how it was trained and
    scored. For its arguments see `ChunkedInference`.
    """

    @classmethod
    def from_pretrained(
        cls,
        name: Path | str,
        *,
        device: str | torch.device = "auto",
        engine: str = "auto",
        precision: Precision = "exact",
        overlap: float = 0.5,
        window_seconds: float | None = None,
        batch_size: int | None = None,
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

        Raises:
            UserError: no network of that name, no connection to download it, damaged weights, or no such device.
        """
        return cls.of(
            load(name),
            device=device,
            engine=engine,
            precision=precision,
            overlap=overlap,
            window_seconds=window_seconds,
            batch_size=batch_size,
        )

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the sources it can give."""
        return self.model.targets

    def separate(self, source: Any, target: str = "vocals", **options: Any) -> Waveform:
        """One source of a song.

        Args:
            source: path of a file of any format, or floats of shape (n,) or (n, c) with 1 or 2 channels.
            target: one of ``targets``.
            **options: those of `separate_all`.

        Returns:
            The source (n, c), as long as the song and at its sample rate.

        Raises:
            UserError: for anything that can't be read, isn't finite, has no samples or more than two channels, and for
                a target that this network doesn't give.
        """
        return self.separate_all(source, (target,), **options)[target]

    def separate_all(
        self,
        source: Any,
        targets: tuple[str, ...] | None = None,
        *,
        sample_rate: int = 44100,
        overlap: float | None = None,
        batch_size: int | None = None,
        progress: bool = True,
    ) -> dict[str, Waveform]:
        """Several sources (all by default) in one pass through the song.

        Args:
            source: path of a file, floats (n,) or (n, c), or an `Audio` that is open already.
            targets: some of ``targets``.
            sample_rate: of an array, in Hz; a file knows its own.
            overlap: part of a window that the next one shares, in place of the separator's own.
            batch_size: windows that go through the network together, in place of the separator's own.
            progress: show a bar, in a terminal or a notebook.

        Returns:
            For each target a waveform (n, c).
        """
        chosen = self._chosen(targets)
        audio = open_audio(source, sample_rate=sample_rate)
        blocks = list(self._sources(audio, chosen, overlap=overlap, batch_size=batch_size, progress=progress))
        return {target: np.concatenate([block[place] for block in blocks]) for place, target in enumerate(chosen)}

    def separate_file(self, source: Any, out: Path | str, target: str = "vocals", **options: Any) -> Path:
        """Write one source of a song to ``out``; see `separate_files`."""
        return self.separate_files(source, {target: out}, **options)[target]

    def separate_files(
        self,
        source: Any,
        outputs: Mapping[str, Path | str],
        *,
        sample_rate: int = 44100,
        overlap: float | None = None,
        batch_size: int | None = None,
        progress: bool = True,
    ) -> dict[str, Path]:
        """Write sources to files (target -> path; the suffix chooses wav, flac, mp3 or ogg) without holding the song.

        The files appear together at the end; after an error or Ctrl-C there are none. Arguments are those of
        `separate_all`.
        """
        chosen = self._chosen(tuple(outputs))
        audio = open_audio(source, sample_rate=sample_rate)
        check_outputs(outputs.values(), song=audio)
        sizes = {"sample_rate": audio.sample_rate, "channels": audio.channels, "n_samples": audio.n_samples}
        with ExitStack() as stack:
            writers = [stack.enter_context(audio_writer(outputs[target], **sizes)) for target in chosen]
            for block in self._sources(audio, chosen, overlap=overlap, batch_size=batch_size, progress=progress):
                for write, waveform in zip(writers, block, strict=True):
                    write(waveform)
        return {target: Path(path) for target, path in outputs.items()}

    def _chosen(self, targets: tuple[str, ...] | None) -> tuple[str, ...]:
        chosen = self.targets if targets is None else targets
        if unknown := [target for target in chosen if target not in self.targets]:
            raise UserError(f"target {unknown[0]!r} is not given by {self.name}; it gives {', '.join(self.targets)}")
        if not chosen:
            raise UserError(f"no target was named; {self.name} gives {', '.join(self.targets)}")
        return chosen

    def _sources(self, audio: Audio, targets: tuple[str, ...], **options: Any) -> Iterator[Waveform]:
        """Blocks (s, n, c) at the audio's own rate, together as long as the audio."""
        stages = [lambda mixtures: self._estimate(mixtures, targets)]
        for block in self._stream(audio, stages, label=f"separating {', '.join(targets)}", **options):
            yield rearrange(block, "n (s c) -> s n c", s=len(targets))

    @torch.inference_mode()
    def _estimate(self, mixtures: Waveform, targets: tuple[str, ...]) -> Waveform:
        """Windows (b, c, n) to those of all targets (b, s*c, n)."""
        mixture = torch.from_numpy(mixtures).to(self.device)
        with memory_of(self.device):
            if mixture.shape[1] == 1:  # networks are stereo: mono plays on both sides, and their mean comes back
                stereo = repeat(mixture, "b 1 n -> b c n", c=2)
                estimates = reduce(self._computes.sources(stereo, targets), "b s c n -> b s n", "mean")
            else:
                estimates = rearrange(self._computes.sources(mixture, targets), "b s c n -> b (s c) n")
        return estimates.float().cpu().numpy()
