"""Write audio block by block; the file has its name only once it is whole."""

import os
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np

from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.source import STDIN, kind_of
from lasaft_nb.audio.waveform import Waveform, check_finite
from lasaft_nb.errors import Note, UserError
from lasaft_nb.paths import atomic_write

FORMATS: dict[str, dict[str, Any]] = {
    ".wav": {"format": "WAV", "subtype": "PCM_24"},
    ".flac": {"format": "FLAC", "subtype": "PCM_24"},
    # At compression levels above 0.7 libsndfile lowers the sample rate.
    ".mp3": {"format": "MP3", "subtype": "MPEG_LAYER_III", "compression_level": 0.2, "bitrate_mode": "CONSTANT"},
    ".ogg": {"format": "OGG", "subtype": "VORBIS"},
}
Bits = Literal[16, 24, "float"]  # of a sample; float is 32 bits, which hold what is beyond full scale, too
SUBTYPES: dict[Bits, str] = {16: "PCM_16", 24: "PCM_24", "float": "FLOAT"}
BITS: dict[str, tuple[Bits, ...]] = {".wav": (16, 24, "float"), ".flac": (16, 24)}  # the others have none
MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)  # Hz
RATES: dict[str, tuple[Callable[[int], bool], str]] = {  # Hz; beyond these libsndfile or its encoders crash
    ".mp3": (lambda rate: rate in MP3_RATES, f"{', '.join(map(str, MP3_RATES))} Hz"),
    ".ogg": (lambda rate: rate <= 200_000, "at most 200000 Hz"),
    ".flac": (
        lambda rate: rate < 2**16 or (rate % 10 == 0 and rate <= 655_350),
        "at most 655350 Hz, above 65535 in steps of 10",
    ),
}
AT_ONCE = 4096  # samples; encoders keep a block on the stack, which is small in threads
WAV_LIMIT = 2**32 - 2**16  # bytes; RF64 is wav with longer numbers
UNSURE = 4  # how many times as long as expected a song may turn out


@contextmanager
def audio_writer(
    path: Path | str, *, sample_rate: int, channels: int, n_samples: int = 0, bits: Bits | None = None
) -> Iterator[Callable[[Waveform], None]]:
    """Yield a function that appends a block (n, c) to ``path``; the suffix chooses wav, flac, mp3 or ogg.

    Args:
        path: appears when the block ends without an exception, and not otherwise.
        sample_rate: Hz.
        channels: 1 or 2.
        n_samples: about the length, if known: a wav that may come near 4 GB is written as RF64.
        bits: of a sample, 16 or 24 in wav and flac, or "float" in wav; 24 if not given.

    Raises:
        UserError: unknown suffix, a rate or bits that the format lacks, a folder that can't be written, a full disk;
            NaN or infinity in a block.
    """
    import soundfile

    path = Path(path).expanduser()
    options = _options(path, sample_rate, n_samples=UNSURE * n_samples * channels, bits=bits)
    peak, n_written = 0.0, 0
    try:
        with (
            atomic_write(path) as temporary,
            soundfile.SoundFile(
                _as_bytes(temporary), "w", samplerate=sample_rate, channels=channels, **options
            ) as file,
        ):

            def write(block: Waveform) -> None:
                nonlocal peak, n_written
                check_finite(block, name=f"what is to be written to {path}", n_before=n_written, cure="mend it first")
                peak, n_written = max(peak, float(np.abs(block).max(initial=0))), n_written + len(block)
                for start in range(0, len(block), AT_ONCE):
                    file.write(block[start : start + AT_ONCE])

            yield write
    except soundfile.LibsndfileError as error:
        reason = str(error.error_string).rstrip(".")
        raise UserError(
            f"{path} can't be written with {sample_rate} Hz and {channels} channel(s) ({reason}); free disk space, or "
            "write .wav, which takes every sample rate"
        ) from error
    except AssertionError as error:  # soundfile's
        raise UserError(f"{path} can't be written (the disk took only a part of it); free disk space") from error
    if peak > 1 and bits != "float":
        warnings.warn(f"{path}: the loudest sample was {peak:.2f}; samples beyond 1 are clipped", Note, stacklevel=3)


def check_output(path: Path | str, *, sample_rate: int | None = None, bits: Bits | None = None) -> None:
    """Raise `UserError` now rather than after the work, if ``path`` can't become audio of ``sample_rate`` Hz."""
    path = Path(path).expanduser()
    if str(path) == STDIN:
        raise UserError("a song can't go to standard output, since its header is written last; name a file with -o")
    _options(path, sample_rate, bits=bits)
    if kind_of(path) == "folder":
        raise UserError(f"{path} is a folder; name a file, such as {path / 'vocals.wav'}")


def check_outputs(outputs: Iterable[Path | str], *, song: Any = None, bits: Bits | None = None) -> None:
    """Raise `UserError` where one of several outputs can't be written, is another one of them, or is the song itself.

    Args:
        outputs: paths; other spellings, links, and names that differ in capitals or accents' encoding alone are found.
        song: what `open_audio` takes, or what it gives.
        bits: of a sample, which not every format has; see `audio_writer`.
    """
    read = Path(song.name if isinstance(song, Audio) else song) if isinstance(song, Audio | str | Path) else None
    found: dict[str, Path] = {}
    for output in outputs:
        path = Path(output).expanduser()
        check_output(path, sample_rate=song.sample_rate if isinstance(song, Audio) else None, bits=bits)
        if read is not None and _same(path, read.expanduser()):
            raise UserError(f"{path} is the song itself; name another file, so that the song is kept")
        if other := found.get(key_of(path)):
            raise UserError(f"{path} and {other} are one file, for two outputs; name two")
        found[key_of(path)] = path


def _as_bytes(path: Path) -> str | bytes:
    """A path as libsndfile takes it, also where its name is not UTF-8."""
    return str(path) if os.name == "nt" else os.fsencode(path)


def _same(path: Path, other: Path) -> bool:
    if "nothing" not in (kind_of(path), kind_of(other)):
        return path.samefile(other)
    return key_of(path) == key_of(other)


def key_of(path: Path) -> str:
    """The same for all spellings of a path, links, capitals and accents' encoding included."""
    return unicodedata.normalize("NFC", str(path.expanduser().resolve())).casefold()


def _options(
    path: Path, sample_rate: int | None = None, *, n_samples: int = 0, bits: Bits | None = None
) -> dict[str, Any]:
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UserError(f"{path} must end in {', '.join(FORMATS)}, got {suffix or 'no suffix'!r}; change the name")
    if sample_rate is not None and suffix in RATES and not RATES[suffix][0](sample_rate):
        raise UserError(
            f"{path} can't be written with {sample_rate} Hz ({suffix} takes {RATES[suffix][1]}); "
            "write .wav, which takes every sample rate"
        )
    options = FORMATS[suffix] | _bits_in(path, bits)
    n_bytes = n_samples * (4 if bits == "float" else 3)
    return options | {"format": "RF64"} if suffix == ".wav" and n_bytes > WAV_LIMIT else options


def _bits_in(path: Path, bits: Bits | None) -> dict[str, str]:
    """What ``bits`` changes in the format's options."""
    if bits is None:
        return {}
    if bits not in SUBTYPES:
        raise UserError(f"bits must be one of {', '.join(map(str, SUBTYPES))}, got {bits!r}")
    possible = BITS.get(path.suffix.lower(), ())
    if bits not in possible:
        has = f"takes {' or '.join(map(str, possible))}" if possible else "has no choice of bits"
        raise UserError(f"{path} can't be written with bits {bits!r} ({path.suffix.lower()} {has}); write .wav")
    return {"subtype": SUBTYPES[bits]}
