"""What several commands share: arguments with one wording, and how the library's notes look in a shell."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lasaft_nb.errors import UserError

if TYPE_CHECKING:
    from lasaft_nb.audio.write import Bits as BitsOfASample

BatchSize = Annotated[
    int | None, typer.Option(help="Windows that go through the network together; one on a CPU, else four.")
]
DataRoot = Annotated[Path | None, typer.Option(help="Dataset; the mini dataset when not given.")]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")]
Overlap = Annotated[
    float | None, typer.Option(help="Part of a window that the next one shares, 0 to 0.9; the usual one if not given.")
]
Bits = Annotated[
    str | None, typer.Option(help="Bits of a sample: 16 or 24 in wav and flac, float in wav; 24 if not given.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts, in place of lines.")]
Song = Annotated[
    Path,
    typer.Argument(metavar="IN", help="wav, flac, mp3, ogg, opus, m4a, mp4, webm, a stem file; - is standard input."),
]


def bits_of(text: str | None) -> "BitsOfASample | None":
    """What ``--bits`` means to `audio.write.audio_writer`.

    Raises:
        UserError: it is none of 16, 24 and float.
    """
    known: dict[str, BitsOfASample] = {"16": 16, "24": 24, "float": "float"}
    if text is None:
        return None
    if text not in known:
        raise UserError(f"--bits must be one of {', '.join(known)}, got {text!r}")
    return known[text]


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
