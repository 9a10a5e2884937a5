"""Bits of MUSDB18 that anyone may have: the first seven seconds of every track, and a song that stempeg brings."""

import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

from lasaft_nb.errors import MissingExtraError, UserError, missing
from lasaft_nb.paths import plain_words

URL = "https://github.com/sigsep/sigsep-mus-db/releases/download/v0.4.0/MUSDB18-7-STEMS.zip"
CHECKSUM = "md5:dc2bdfac5b46ce742bd60009866758a5"  # of the 147209385 bytes, as Zenodo's record 3270814 has it
SPLITS = ("train", "test")


def download(folder: Path | str) -> int:
    """Fetch and unpack MUSDB18's sample into ``folder`` unless it is there; gives the number of tracks.

    Raises:
        UserError: if the download fails or isn't the published file, or ``folder`` can't be written.
    """
    folder = Path(folder).expanduser()
    if not all((folder / split).is_dir() for split in SPLITS):
        with plain_words(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder, prefix=".part-") as part:
                unpack(_fetch(Path(part), folder), folder)
    return sum(1 for split in SPLITS for _ in (folder / split).glob("*.stem.mp4"))


def unpack(archive: Path, folder: Path) -> None:
    """Put the splits of a zip into ``folder``, each whole or not at all, and nothing anywhere else.

    Raises:
        UserError: the archive is damaged, has no such splits, or names files outside of its folder.
    """
    inside = archive.parent / "unpacked"
    try:
        with zipfile.ZipFile(archive) as file:
            for name in file.namelist():
                if not (inside / name).resolve().is_relative_to(inside.resolve()):
                    raise UserError(f"{archive.name} names {name!r}, outside of its folder; don't use this file")
            file.extractall(inside)
    except zipfile.BadZipFile as error:
        raise UserError(f"{archive.name} is damaged ({error}); download it again") from error
    found = [split for split in SPLITS if (inside / split).is_dir()]
    if not found:
        raise UserError(f"{archive.name} holds no folders {' and '.join(SPLITS)}; it is not MUSDB18's sample")
    for split in found:
        try:
            (inside / split).replace(folder / split)
        except OSError:  # another run was first: the split is the same
            if not (folder / split).is_dir():
                raise


def _fetch(part: Path, folder: Path) -> Path:
    import pooch
    import requests

    pooch.get_logger().setLevel("WARNING")
    elsewhere = f"or unzip {URL} yourself into {folder}"
    try:
        return Path(pooch.retrieve(URL, CHECKSUM, fname="sample.zip", path=part))
    except requests.exceptions.RequestException as error:
        raise UserError(
            f"MUSDB18's sample could not be downloaded ({error}); connect to the internet and try again, {elsewhere}"
        ) from error
    except ValueError as error:  # pooch: the checksum of what arrived is wrong
        raise UserError(
            f"the download of MUSDB18's sample is not the published file (its md5 is wrong); try again, {elsewhere}"
        ) from error


def example_song() -> Path:
    """Six seconds of "Falcon 69" by The Easton Ellises as a stem file: a test track of MUSDB18, CC BY-NC-SA 3.0.

    Its streams are the mixture, drums, bass, other and vocals: ``lasaft_nb.audio.read_audio(example_song(), stream=4)``
    gives the vocals. stempeg itself isn't imported, since it wants ffmpeg.

    Raises:
        UserError: where stempeg is not installed.
    """
    package = find_spec("stempeg")
    if package is None or package.origin is None:
        raise MissingExtraError(missing("stempeg", "evaluate"))
    return next(Path(package.origin).parent.glob("data/*.stem.mp4"))
