"""Where the authors' released weights are: in the cache folder, or on the web with a known checksum."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from lasaft_nb.errors import UserError
from lasaft_nb.paths import cache_dir, plain_words

_ISMIR = "https://raw.githubusercontent.com/ws-choi/ISMIR2020_U_Nets_SVS/master/.deprecated/pretrained/"
_MDX = "https://github.com/kuielab/mdx-net-submission/raw/master/onnx_A/"


@dataclass(frozen=True, kw_only=True)
class Release:
    """One released file (MIT licence) and its SHA-256."""

    file: str  # in the cache folder; its name is that on the web
    sha256: str
    folder: str = _ISMIR  # on the web
    vocals_sdr: float | None = 4.86  # dB, of this kind of network in the ISMIR 2020 paper
    targets: tuple[str, ...] = ("vocals",)
    sample_rate: int = 44100  # Hz
    n_bytes: int = 2_289_554

    @property
    def url(self) -> str:
        """Address on the web."""
        return self.folder + Path(self.file).name


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
_MDX_SHA256 = {
    "vocals": "daba83c2ee1afee9139766ad64c9b6808d6b6f092fff04bed3338be50baac721",
    "drums": "40f586b7091934dd6f5563f0cba8f14bad57ce88440da1098bf388ea716c2901",
    "bass": "0c3e77b9963185b1ea6bb46a4b8924137d9370fc1ccdefec7b1b416ef550dcaa",
    "other": "7b67a1dcb5f232153528c59960b4c7bf8dc736b8114de360af0e719633f53358",
}
MDX_NET = "mdx_net_a"  # track A of the Music Demixing Challenge 2021: trained on MUSDB18-HQ alone
RELEASES |= {
    f"{MDX_NET}_{source}": Release(
        file=f"{MDX_NET}/{source}.onnx",
        sha256=sha256,
        folder=_MDX,
        vocals_sdr=None,
        targets=(source,),
        n_bytes=29_703_204,
    )
    for source, sha256 in _MDX_SHA256.items()
}
FOLDERS = {MDX_NET: tuple(f"{MDX_NET}_{source}" for source in _MDX_SHA256)}  # networks that belong together


def names() -> tuple[str, ...]:
    """Names of the networks that can be downloaded."""
    return (*RELEASES, *FOLDERS)


def find(name: str) -> Path | None:
    """The file of a released network in the cache folder (the folder of several), or None; nothing is downloaded."""
    if name in FOLDERS:
        files = [find(part) for part in FOLDERS[name]]
        return next((file.parent for file in files if file and all(files)), None)
    path = cache_dir() / RELEASES[name].file if name in RELEASES else Path(name)
    return path if path.is_file() else None


def where(name: str) -> Path | str:
    """What `find` finds, or where a released network comes from: its address, or the names of its parts."""
    if found := find(name):
        return found
    if name in FOLDERS:
        return f"the {len(FOLDERS[name])} files {', '.join(FOLDERS[name])}"
    return RELEASES[name].url


def fetch(name_or_path: Path | str) -> Path:
    """The file of a released network, downloaded into the cache folder where it is not there yet.

    Of networks that belong together, it is their folder.

    Raises:
        UserError: a name that is none, no connection, or a file whose checksum is wrong.
    """
    name = str(name_or_path)
    if name in FOLDERS:
        files = [_download(RELEASES[part]) for part in FOLDERS[name]]
        return files[0].parent
    if name in RELEASES:
        return _download(RELEASES[name])
    path = Path(name_or_path).expanduser()
    if path.exists():
        return path
    near = get_close_matches(name, names(), n=3, cutoff=0.4) or list(names())
    raise UserError(f"{name!r} is neither a file nor a released network; the networks are {', '.join(near)}")


def _download(release: Release) -> Path:
    import pooch
    import requests

    pooch.get_logger().setLevel("WARNING")  # its "Downloading data …" on stderr would stand in executed chapters
    target = cache_dir() / release.file
    folder = target.parent
    with plain_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
    if target.is_file() and not pooch.hashes.hash_matches(target, release.sha256):
        raise UserError(f"{target} is damaged (its SHA-256 is wrong); delete it to download it again")
    try:
        found = pooch.retrieve(release.url, f"sha256:{release.sha256}", fname=target.name, path=folder)
    except requests.exceptions.RequestException as error:
        raise UserError(
            f"no connection to download {release.file}; get it from {release.url} elsewhere and put it into {folder}"
        ) from error
    except ValueError as error:  # pooch: the checksum of what arrived is wrong
        raise UserError(f"the download of {release.file} is damaged (its SHA-256 is wrong); try again") from error
    except OSError as error:
        raise UserError(f"{folder} can't be written ({error.strerror or error}); set $LASAFT_NB_CACHE") from error
    return Path(found)
