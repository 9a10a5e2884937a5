"""What several commands share: arguments with one wording, and how the library's notes look in a shell."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

BatchSize = Annotated[
    int | None, typer.Option(help="Windows that go through the network together; one on a CPU, else four.")
]
DataRoot = Annotated[Path | None, typer.Option(help="Dataset; the mini dataset when not given.")]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")]
Overlap = Annotated[float, typer.Option(help="Part of a window that the next one shares, 0 to 0.9.")]
Song = Annotated[
    Path,
    typer.Argument(metavar="IN", help="wav, flac, mp3, ogg, opus, m4a, mp4, webm, a stem file; - is standard input."),
]


@contextmanager
def notes() -> Iterator[None]:
    """Show the library's notes as single lines on stderr, and no other library's warnings."""
    from lasaft_nb.errors import Note

    def show(message: Any, category: type[Warning], *_: Any, **__: Any) -> None:
        if issubclass(category, Note):
            typer.echo(f"note: {message}", err=True)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", Note)
        warnings.showwarning = show
        yield
