"""`lasaft-nb manipulate`: a song as sentences change it, written to a file."""

from pathlib import Path
from typing import Annotated

import typer

from lasaft_nb.cli.shell import BatchSize, Bits, Device, Overlap, Song
from lasaft_nb.errors import UserError


def manipulate(
    song: Song,
    sentences: Annotated[
        list[str], typer.Argument(metavar='"SENTENCE"…', help='Such as "apply heavy lowpass to drums"; in quotes.')
    ],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help="A wav, flac, mp3 or ogg file.")],
    by: Annotated[
        str,
        typer.Option(
            help="network (AMSS-Net reads the sentence), separation (separate, change, remix) or auto (the better one)."
        ),
    ] = "auto",
    joined: Annotated[bool, typer.Option("--and", help='A sentence may be several, with "and" between them.')] = False,
    network: Annotated[
        str | None, typer.Option(help="Name or path of weights of an AMSS-Net, for --by network; else the shipped one.")
    ] = None,
    overlap: Overlap = None,
    batch_size: BatchSize = None,
    bits: Bits = None,
    device: Device = "auto",
) -> None:
    """Do to vocals, drums or bass of a song what sentences of the Audio Manipulation Language say, one after the other.

    Verbs: separate, mute, increase or decrease the volume of, pan … to the left or right side, apply (light, medium,
    heavy) lowpass or highpass to, remove reverb from. OUT is stereo, as long as the song and at its sample rate.
    """
    from lasaft_nb.aml import parse, parse_joined
    from lasaft_nb.audio.overlap_add import OVERLAP
    from lasaft_nb.audio.read import open_audio
    from lasaft_nb.audio.write import check_outputs
    from lasaft_nb.cli.shell import bits_of, notes
    from lasaft_nb.device import prepare_process

    if by not in ("auto", "network", "separation"):
        raise UserError(f"--by must be auto, network or separation, got {by!r}")
    if network is not None and by == "separation":
        raise UserError("--network is for --by network; leave one of the two out")
    audio = open_audio(song)  # what can't be read is said before a network is looked for
    check_outputs([out], song=audio, bits=bits_of(bits))
    commands = [command for text in sentences for command in (parse_joined(text) if joined else [parse(text)])]
    from lasaft_nb.inference.manipulator import DEFAULT, Manipulator

    with notes():
        name = network or (DEFAULT if by == "network" else by)
        shared = OVERLAP if overlap is None else overlap
        manipulator = Manipulator.from_pretrained(
            name, device=prepare_process(device), overlap=shared, batch_size=batch_size
        )
        typer.echo(f"{'; '.join(map(str, commands))}: {manipulator.describe(commands)}", err=True)
        typer.echo(manipulator.manipulate_file(audio, out, commands, bits=bits_of(bits)))
