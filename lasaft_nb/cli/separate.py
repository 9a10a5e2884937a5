"""`lasaft-nb separate`: sources of a song, written to files."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from lasaft_nb.audio.source import STDIN, kind_of
from lasaft_nb.audio.write import FORMATS
from lasaft_nb.cli.shell import BatchSize, Device, Overlap, Song, notes
from lasaft_nb.errors import UserError

if TYPE_CHECKING:
    from lasaft_nb.inference.chunked import Options
    from lasaft_nb.inference.openvino_unet import Precision

ENDING = re.compile(  # which a song's name loses; "Dr. A" is a name and no ending
    r"\.(stem\.mp4|wave?|flac|mp[23]|og[ag]|opus|m4[abv]|mp4|mov|aac|webm|mk[av]|aiff?|aifc|au|snd|caf|w64|rf64|wma|wv|"
    r"ape|tta|ac3|3gp|avi|flv|ts)$",
    re.IGNORECASE,
)


def separate(
    song: Song,
    out: Annotated[str, typer.Option("--out", "-o", metavar="OUT", help="A file, or a folder for several sources.")],
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
    from lasaft_nb.audio.write import check_outputs
    from lasaft_nb.device import prepare_process
    from lasaft_nb.inference.choose_network import choose

    if all_stems and target:
        raise UserError("--all-stems already means every source; leave --target out")
    audio = open_audio(song)  # a song that can't be read is said before a network is looked for
    targets = None if all_stems else tuple(dict.fromkeys(target or ("vocals",)))
    options: Options = {
        "device": prepare_process(device),
        "engine": engine,
        "precision": cast("Precision", precision),
        "overlap": overlap,
        "batch_size": batch_size,
    }
    with notes():
        choices = choose(targets, network=network, **options)
        several = targets is None or len(targets) > 1
        outputs = [_outputs(song, out, choice.targets, several=several, suffix=suffix) for choice in choices]
        check_outputs([path for one in outputs for path in one.values()], song=audio)
        for choice, paths in zip(choices, outputs, strict=True):
            typer.echo(choice.describe(), err=True)
            written = choice.separator.separate_files(audio, paths)
            typer.echo("\n".join(map(str, written.values())))


def _outputs(song: Path, out: str, targets: tuple[str, ...], *, several: bool, suffix: str) -> dict[str, Path]:
    """Where each target goes: ``out`` itself, or ``out/<song>_<target>.<suffix>``.

    ``out`` is a folder where it is one, ends in a slash, or doesn't look like a file.
    """
    path = Path(out)
    is_folder = out.endswith(("/", os.sep)) or kind_of(path) == "folder"
    if out == STDIN or (not several and path.suffix and not is_folder):
        return dict.fromkeys(targets, path)
    if path.suffix.lower() in FORMATS and not is_folder:
        raise UserError(f"{path} is one file, but there are several sources; name a folder with -o")
    return {target: path / f"{_title(song)}_{target}.{suffix.lstrip('.')}" for target in targets}


def _title(song: Path) -> str:
    """The song's name without its ending: "Dr. A" of "Dr. A.wav"."""
    if str(song) == STDIN:
        return "song"
    return ENDING.sub("", song.name) or song.name
