"""Arguments that several commands have, with one wording."""

from pathlib import Path
from typing import Annotated

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
