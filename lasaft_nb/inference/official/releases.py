"""Where the authors' released weights are: in the cache folder, or on the web with a known checksum."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from lasaft_nb.errors import UserError
from lasaft_nb.paths import cache_dir, plain_words

_FOLDER = "https://raw.githubusercontent.com/ws-choi/ISMIR2020_U_Nets_SVS/master/.deprecated/pretrained/"


@dataclass(frozen=True, kw_only=True)
class Release:
    """One released file (MIT licence) and its SHA-256."""

    file: str
    sha256: str
    vocals_sdr: float = 4.86  # dB, of this kind of network in the ISMIR 2020 paper
    targets: tuple[str, ...] = ("vocals",)
    sample_rate: int = 44100  # Hz
    n_bytes: int = 2_289_554

    @property
    def url(self) -> str:
        """Address on the web."""
        return _FOLDER + self.file


RELEASES = {
    "tdc_17_vocals_top1": Release(
        file="cac_tdc_17_vocals_top1.pt", sha256="45c7dd11479a4922119cafde0196304b39d240504ac52fbd07f8676ec32a9a0f"
    ),
    "tdc_17_vocals_top2": Release(
        file="cac_tdc_17_vocals_top2.pt", sha256="a9002793ef2fccd0b4e014871f4f90710fc0517b1dfcc6e561384dc579e026c5"
    ),
    "tdc_17_vocals_top3": Release(
        file="cac_tdc_17_vocals_top3.pt", sha256="647b6b95acc25dfdb524880d18860f18cc2737b46ce4dce4ac4d7b38399ce27c"
    ),
}


def names() -> tuple[str, ...]:
    """Names of the networks that can be downloaded."""
    return tuple(RELEASES)


def find(name: str) -> Path | None:
    """The file of a released network in the cache folder, or None; nothing is downloaded."""
    path = cache_dir() / RELEASES[name].file if name in RELEASES else Path(name)
    return path if path.is_file() else None


def fetch(name_or_path: Path | str) -> Path:
    """The file of a released network, downloaded into the cache folder where it is not there yet.

    Raises:
        UserError: a name that is none, no connection, or a file whose checksum is wrong.
    """
    name = str(name_or_path)
    if name not in RELEASES:
        path = Path(name_or_path).expanduser()
        if path.is_file():
            return path
        near = get_close_matches(name, RELEASES, n=3, cutoff=0.4) or list(RELEASES)
        raise UserError(f"{name!r} is neither a file nor a released network; the networks are {', '.join(near)}")
    return _download(RELEASES[name])


def _download(release: Release) -> Path:
    import pooch
    import requests

    pooch.get_logger().setLevel("WARNING")  # its "Downloading data …" on stderr would stand in executed chapters
    folder = cache_dir()
    with plain_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
    there = (folder / release.file).is_file()
    if there and not pooch.hashes.hash_matches(folder / release.file, release.sha256):
        raise UserError(f"{folder / release.file} is damaged (its SHA-256 is wrong); delete it to download it again")
    try:
        found = pooch.retrieve(release.url, f"sha256:{release.sha256}", fname=release.file, path=folder)
    except requests.exceptions.RequestException as error:
        raise UserError(
            f"no connection to download {release.file}; get it from {release.url} elsewhere and put it into {folder}"
        ) from error
    except ValueError as error:  # pooch: the checksum of what arrived is wrong
        raise UserError(f"the download of {release.file} is damaged (its SHA-256 is wrong); try again") from error
    except OSError as error:
        raise UserError(f"{folder} can't be written ({error.strerror or error}); set $LASAFT_NB_CACHE") from error
    return Path(found)
