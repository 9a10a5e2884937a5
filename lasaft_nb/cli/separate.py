"""`lasaft-nb separate`: sources of a song, written to files."""

from pathlib import Path
from typing import Annotated

import typer

from lasaft_nb.cli.arguments import BatchSize, Device, Overlap, Song
from lasaft_nb.cli.notes import notes
from lasaft_nb.errors import UserError


def separate(
    song: Song,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help="A file, or a folder for several sources.")],
    *,
    target: Annotated[list[str] | None, typer.Option("--target", "-t", help="Source; repeat for several.")] = None,
    all_stems: Annotated[bool, typer.Option("--all-stems", help="Every source the network gives.")] = False,
    network: Annotated[
        str | None, typer.Option(help="Name or path of weights; the best there are if not given.")
    ] = None,
    overlap: Overlap = 0.5,
    batch_size: BatchSize = None,
    device: Device = "auto",
    engine: Annotated[str, typer.Option(help="What computes on a CPU: auto, torch or openvino.")] = "auto",
    precision: Annotated[
        str, typer.Option(help="exact; bfloat16 where the CPU has it; fast: the faster of the two.")
    ] = "exact",
    suffix: Annotated[str, typer.Option("--format", help="wav, flac, mp3 or ogg, of files in a folder.")] = "wav",
) -> None:
    """Separate a song; vocals if nothing else is asked for.

    Files are .wav, .flac, .mp3 or .ogg by their name, as long as the song and at its sample rate.
    """
    from lasaft_nb.audio.read import open_audio
    from lasaft_nb.inference.choose_network import choose

    if all_stems and target:
        raise UserError("--all-stems already means every source; leave --target out")
    open_audio(song)  # a song that can't be read is said before a network is looked for
    targets = None if all_stems else tuple(dict.fromkeys(target or ("vocals",)))
    with notes():
        for choice in choose(targets, network=network, device=device, engine=engine, precision=precision):
            typer.echo(choice.describe(), err=True)
            outputs = _outputs(song, out, choice.targets, several=targets is None or len(targets) > 1, suffix=suffix)
            written = choice.separator.separate_files(song, outputs, overlap=overlap, batch_size=batch_size)
            typer.echo("\n".join(map(str, written.values())))


def _outputs(song: Path, out: Path, targets: tuple[str, ...], *, several: bool, suffix: str) -> dict[str, Path]:
    """Where each target goes: ``out`` itself, or ``out/<song>_<target>.<suffix>``."""
    if not several and out.suffix and not out.is_dir():
        return {targets[0]: out}
    if out.suffix and not out.is_dir():
        raise UserError(f"{out} is one file, but there are several sources; name a folder with -o")
    stem = song.name.split(".")[0]
    return {target: out / f"{stem}_{target}.{suffix.lstrip('.')}" for target in targets}
