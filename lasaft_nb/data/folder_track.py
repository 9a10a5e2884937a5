"""A track that is a folder of stems: MUSDB18-HQ, the mini dataset with its sub-sources, or a user's own."""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from lasaft_nb.data.track import Track, Waveform
from lasaft_nb.data.wav_header import missing_bytes
from lasaft_nb.errors import UserError
from lasaft_nb.sources import PARTS, SOURCES

SUFFIXES = (".wav", ".flac", ".ogg")


def audio_files(folder: Path) -> list[Path]:
    """The audio in ``folder``, sorted; not what begins with a dot, such as ``._vocals.wav`` of a Mac's archive."""
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and file.name[0] != ".")


class FolderTrack(Track):
    """A folder with ``vocals``, ``drums``, ``bass`` and ``other`` as wav, flac or ogg, all stereo and equally long.

    ``mixture`` may be absent: it is then the sum of the stems. Any further file, such as the mini dataset's
    ``drums_kick.wav``, is a stem by its own name. Capitals in names do not matter, and hidden files are left alone.
    Reads seek: three seconds cost three seconds, wherever they lie.
    """

    def __init__(self, path: Path | str) -> None:
        """Look at every file's header.

        Raises:
            UserError: If a stem is absent, there twice, cut short, mono, or differs in length or rate from the others.
        """
        self.path = Path(path)
        self.name = self.path.name
        self._files = self._by_stem()
        if absent := [name for name in SOURCES if name not in self._files]:
            raise UserError(
                f"{self.path} has no {absent[0]}.wav; a track needs {', '.join(SOURCES)} (a silent file if need be)."
            )
        self._info = {name: self._header(name) for name in ("mixture", *SOURCES) if name in self._files}
        self._check_agreement()

    @property
    def sample_rate(self) -> int:
        """Samples a second."""
        return int(self._info[SOURCES[0]].samplerate)

    @property
    def n_samples(self) -> int:
        """Length of the mixture and of every stem."""
        return int(self._info[SOURCES[0]].frames)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the audio comes from."""
        return tuple(self._files[name] for name in self._info)

    @cached_property
    def sub_stems(self) -> tuple[str, ...]:
        """Names of further stems, each part of one source: ``drums_kick`` is part of ``drums``."""
        return tuple(name for name in self._files if name.partition("_")[0] in SOURCES and name not in SOURCES)

    def _read(self, name: str, start: int, stop: int) -> Waveform:
        import soundfile

        if name == "mixture" and name not in self._files:
            return np.sum([self._read(source, start, stop) for source in SOURCES], axis=0, dtype=np.float32)
        if (name := name.lower()) not in self._files:
            raise UserError(f"{self.path} has no {name}.wav; it has {', '.join(sorted(self._files))}.")
        try:
            return soundfile.read(self._files[name], start=start, stop=stop, dtype="float32", always_2d=True)[0]
        except soundfile.LibsndfileError as error:
            raise UserError(f"{self._files[name]} cannot be read ({error.error_string}); export it again.") from error

    def _by_stem(self) -> dict[str, Path]:
        files: dict[str, Path] = {}
        for file in audio_files(self.path):
            name = file.stem.lower()
            if name in files and name in ("mixture", *SOURCES):
                raise UserError(
                    f"{self.path} has both {files[name].name} and {file.name}; remove the one that is wrong."
                )
            files[name] = file
        return files

    def _header(self, name: str) -> Any:
        import soundfile

        file = self._files[name]
        try:
            info = soundfile.info(file)
        except soundfile.LibsndfileError as error:
            raise UserError(f"{file} is not audio that can be read ({error.error_string}); export it again.") from error
        if n_missing := missing_bytes(file):
            raise UserError(f"{file} is cut short by {n_missing} bytes; copy or export it again.")
        if info.channels != 2:
            raise UserError(f"{file} has {info.channels} channel(s); stems must be stereo: `ffmpeg -i IN -ac 2 OUT`.")
        return info

    def _check_agreement(self) -> None:
        first = next(iter(self._info))
        for name, info in self._info.items():
            if info.samplerate != self._info[first].samplerate:
                raise UserError(
                    f"{self.path}: {name} has {info.samplerate} Hz but {first} has {self._info[first].samplerate} Hz; "
                    "resample one of them."
                )
            if info.frames != self._info[first].frames:
                raise UserError(
                    f"{self.path}: {name} has {info.frames} samples but {first} has {self._info[first].frames}; "
                    "cut or pad them to one length."
                )


def sub_sources(track: Track, start: int = 0, stop: int | None = None) -> dict[str, Waveform]:
    """Every sub-source of a generated song by name, (n, 2) at ``track.sample_rate``; those of a source add up to it.

    ``start`` and ``stop`` are samples, as in `Track.stem`. An instrument that does not play is silence.

    Raises:
        UserError: the track has no sub-sources, as MUSDB18's have none.
    """
    stems = {part: part if part == source else f"{source}_{part}" for source in SOURCES for part in PARTS[source]}
    there = {*track.sources, *(track.sub_stems if isinstance(track, FolderTrack) else ())}
    if missing := [stem for stem in stems.values() if stem not in there]:
        raise UserError(
            f"{track.path} has no {missing[0]}; only the mini dataset (`lasaft-nb data mini`) has sub-sources."
        )
    return {part: track.stem(stem, start, stop) for part, stem in stems.items()}
