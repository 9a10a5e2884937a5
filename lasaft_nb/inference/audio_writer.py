"""Write audio block by block; the file has its name only once it is whole."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from lasaft_nb.errors import Note, UserError
from lasaft_nb.inference.audio_reader import Waveform
from lasaft_nb.paths import atomic_write

FORMATS: dict[str, dict[str, Any]] = {
    ".wav": {"format": "WAV", "subtype": "PCM_24"},
    ".flac": {"format": "FLAC", "subtype": "PCM_24"},
    # At compression levels above 0.7 libsndfile lowers the sample rate.
    ".mp3": {"format": "MP3", "subtype": "MPEG_LAYER_III", "compression_level": 0.2, "bitrate_mode": "CONSTANT"},
    ".ogg": {"format": "OGG", "subtype": "VORBIS"},
}
WAV_LIMIT = 2**32 - 2**16  # bytes; RF64 is wav with longer numbers


@contextmanager
def audio_writer(
    path: Path | str, *, sample_rate: int, channels: int, n_samples: int = 0
) -> Iterator[Callable[[Waveform], None]]:
    """Yield a function that appends a block (n, c) to ``path``; the suffix chooses wav, flac, mp3 or ogg.

    Args:
        path: appears when the block ends without an exception, and not otherwise.
        sample_rate: Hz.
        channels: 1 or 2.
        n_samples: expected length, if known: a wav above 4 GB is written as RF64.

    Raises:
        UserError: unknown suffix, a rate that the format lacks, a folder that can't be written, a full disk.
    """
    import soundfile

    path = Path(path).expanduser()
    options = _options(path, n_bytes=3 * n_samples * channels)
    peak = 0.0
    try:
        with (
            atomic_write(path) as temporary,
            soundfile.SoundFile(temporary, "w", samplerate=sample_rate, channels=channels, **options) as file,
        ):

            def write(block: Waveform) -> None:
                nonlocal peak
                peak = max(peak, float(np.abs(block).max(initial=0)))
                file.write(block)

            yield write
    except soundfile.LibsndfileError as error:
        reason = str(error.error_string).rstrip(".")
        raise UserError(
            f"{path} can't be written with {sample_rate} Hz and {channels} channel(s) ({reason}); free disk space, or "
            "write .wav, which takes every sample rate"
        ) from error
    except AssertionError as error:  # soundfile's
        raise UserError(f"{path} can't be written (the disk took only a part of it); free disk space") from error
    if peak > 1:
        warnings.warn(f"{path}: the loudest sample was {peak:.2f}; samples beyond 1 are clipped", Note, stacklevel=3)


def check_output(path: Path | str) -> None:
    """Raise `UserError` now rather than after the work, if ``path`` can't become an audio file."""
    path = Path(path).expanduser()
    _options(path)
    if path.is_dir():
        raise UserError(f"{path} is a folder; name a file, such as {path / 'vocals.wav'}")


def _options(path: Path, *, n_bytes: int = 0) -> dict[str, Any]:
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UserError(f"{path} must end in {', '.join(FORMATS)}, got {suffix or 'no suffix'!r}; change the name")
    return {**FORMATS[suffix], "format": "RF64"} if suffix == ".wav" and n_bytes > WAV_LIMIT else FORMATS[suffix]
