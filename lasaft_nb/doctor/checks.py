"""What the doctor looks at, in its order. The book's page on troubles is made of it; a test holds it to the doctor."""

from dataclasses import dataclass

from lasaft_nb.doctor.machine import MIN_FREE, MIN_PYTHON, REINSTALL, install_command


@dataclass(frozen=True, kw_only=True)
class Check:
    """A line of the doctor: what it ``looks`` at, what is lost ``without`` it, and the ``cure`` it names.

    ``essential``: without it nothing works, and the doctor ends with status 1. In a cure ``…`` stands for what depends
    on the machine.
    """

    what: str
    looks: str
    without: str
    cure: str
    essential: bool = False


_PYTHON = ".".join(map(str, MIN_PYTHON))
CHECKS = (
    Check(
        what="Python",
        looks=f"version {_PYTHON} or newer; checkout or installed package",
        without="the library does not import",
        cure=f"install {_PYTHON}",
        essential=True,
    ),
    Check(
        what="packages",
        looks="every requirement of lasaft-nb is installed",
        without="some module does not import",
        cure="pip install …",
        essential=True,
    ),
    Check(
        what="torch",
        looks="torch imports; which device and how many CPU threads it has",
        without="no network runs",
        cure=REINSTALL,
        essential=True,
    ),
    Check(
        what="audio",
        looks="libsndfile and FFmpeg's libraries, parts of our packages, load (the program ffmpeg isn't needed)",
        without="no audio file is read",
        cure=REINSTALL,
        essential=True,
    ),
    Check(
        what="browser",
        looks="chromium and its driver are on the PATH",
        without="the tests of the built pages are skipped; readers need nothing of it",
        cure=install_command("chromium chromium-driver"),
    ),
    Check(
        what="cache",
        looks="the cache folder can be written",
        without="downloads and generated songs have no place",
        cure="export LASAFT_NB_CACHE=…",
        essential=True,
    ),
    Check(
        what="disk",
        looks=f"{MIN_FREE} GB are free here and at the cache",
        without="the dataset or the book may not fit",
        cure="du -sh …",
    ),
    Check(
        what="torchaudio",
        looks="torchaudio imports in a fresh Python",
        without="models for comparison (Hybrid Demucs, Conv-TasNet) are left out",
        cure="pip install 'lasaft-nb[peers]'",
    ),
    Check(
        what="mini nano",
        looks="the dataset for tests: every file is there, the first song as it was made",
        without="it is generated when first needed",
        cure="lasaft-nb data mini … --preset nano",
    ),
    Check(
        what="mini small",
        looks="the dataset of the chapters: the same",
        without="it is generated when first needed",
        cure="lasaft-nb data mini … --preset small",
    ),
    Check(
        what="weights",
        looks="the shipped networks are what their cards describe",
        without="chapters can't load what was trained for them",
        cure="git checkout -- data/weights",
    ),
    Check(
        what="authors' weights",
        looks="files of the authors' networks in the cache",
        without="downloaded (2.3 MB) when first used; without internet a shipped network takes their place",
        cure="python -c …",
    ),
)
