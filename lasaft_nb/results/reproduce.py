"""Run the chapter that measures a published table, and keep what it leaves."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lasaft_nb.errors import UserError, extra
from lasaft_nb.paths import PACKAGE
from lasaft_nb.results.tables import table_ids

_FREQUENCY, _CONDITIONED, _AUDIO = "03_frequency_transformation", "04_conditioned_separation", "05_audio_manipulation"
CHAPTERS = {
    **dict.fromkeys(("3.1", "3.2", "3.3", "3.4"), f"{_FREQUENCY}/01_estimation_methods.ipynb"),
    "3.5": f"{_FREQUENCY}/02_unet_and_blocks.ipynb",
    "3.6": f"{_FREQUENCY}/04_comparison.ipynb",
    "3.7": f"{_FREQUENCY}/03_inside_tdf.ipynb",
    **dict.fromkeys(("4.1", "4.2"), f"{_CONDITIONED}/02_lasaft_gpocm.ipynb"),
    "5.1": f"{_AUDIO}/01_language.ipynb",
    **dict.fromkeys(("5.2", "5.3"), f"{_AUDIO}/03_amss_net.ipynb"),
    **dict.fromkeys(
        ("lecture_jansson_unet", "lecture_wave_u_net", "lecture_demucs"), "02_background/04_encoder_decoders.ipynb"
    ),
}


@dataclass(frozen=True)
class Reproduction:
    """What a run left: the executed notebook, and the folder of the records that it wrote."""

    notebook: Path
    results: Path


def chapter_of(table_id: str, *, book: Path | None = None) -> Path:
    """The notebook that measures a table.

    Raises:
        UserError: an unknown table, an installation without the book, or a chapter that is not written yet.
    """
    if table_id not in table_ids():
        raise UserError(f"table must be one of {', '.join(table_ids())}, got {table_id!r}")
    book = book or PACKAGE.parent / "book"
    if not book.is_dir():
        raise UserError("the chapters are not installed with the package; run this in a clone of the repository")
    chapter = book / CHAPTERS[table_id]
    if not chapter.is_file():
        raise UserError(f"the chapter of table {table_id}, {CHAPTERS[table_id]}, is not written yet; see the CHANGELOG")
    return chapter


def reproduce(chapter: Path, *, out: Path, **parameters: Any) -> Reproduction:
    """Execute a chapter by papermill with ``parameters``; its records go below ``out`` instead of ``data/results``.

    The executed notebook is kept when it fails too, so that the traceback can be read there.
    """
    with extra("book"):
        import papermill

    folder = out.resolve() / f"{chapter.stem}-{datetime.now():%Y%m%d-%H%M%S}"
    results = folder / "results"
    results.mkdir(parents=True)
    notebook = folder / chapter.name
    with _environment(LASAFT_NB_RESULTS=str(results)):
        try:
            papermill.execute_notebook(
                chapter, notebook, parameters=parameters, cwd=chapter.parent, kernel_name="python3", log_output=True
            )
        except papermill.PapermillExecutionError as error:
            raise UserError(
                f"cell {error.exec_count} of {notebook} failed with {error.ename}: {error.evalue}"
            ) from error
    return Reproduction(notebook, results)


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
