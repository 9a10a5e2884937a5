"""`lasaft-nb manipulate`: a song as sentences change it, written to a file."""

from pathlib import Path
from typing import Annotated

import typer

from lasaft_nb.cli.shell import BatchSize, Bits, Device, Overlap, Song


def manipulate(
    song: Song,
    sentences: Annotated[
        list[str], typer.Argument(metavar='"SENTENCE"…', help='Such as "apply heavy lowpass to drums"; in quotes.')
    ],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help="A wav, flac, mp3 or ogg file.")],
    network: Annotated[
        str | None, typer.Option(help="Name or path of weights of an AMSS-Net; the shipped one if not given.")
    ] = None,
    overlap: Overlap = 0.5,
    batch_size: BatchSize = None,
    bits: Bits = None,
    device: Device = "auto",
) -> None:
    """Do to vocals, drums or bass of a song what sentences of the Audio Manipulation Language say, one after the other.

    Verbs: separate, mute, increase or decrease the volume of, pan … to the left or right side, apply (light, medium,
    heavy) lowpass or highpass to, remove reverb from. OUT is stereo, as long as the song and at its sample rate.
    """
    from lasaft_nb.aml import parse
    from lasaft_nb.audio.read import open_audio
    from lasaft_nb.audio.write import check_outputs
    from lasaft_nb.cli.shell import bits_of, notes
    from lasaft_nb.device import prepare_process

    audio = open_audio(song)  # what can't be read is said before a network is looked for
    check_outputs([out], song=audio, bits=bits_of(bits))
    commands = [parse(sentence) for sentence in sentences]
    from lasaft_nb.inference.manipulator import DEFAULT, Manipulator

    with notes():
        manipulator = Manipulator.from_pretrained(
            network or DEFAULT, device=prepare_process(device), overlap=overlap, batch_size=batch_size
        )
        typer.echo(f"{'; '.join(map(str, commands))}: {manipulator.describe()}", err=True)
        typer.echo(manipulator.manipulate_file(audio, out, commands, bits=bits_of(bits)))
