"""`lasaft-nb separate`: sources of songs, written to files."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from lasaft_nb.audio.source import STDIN, kind_of
from lasaft_nb.audio.write import FORMATS
from lasaft_nb.cli.shell import BatchSize, Bits, Device, Json, Overlap, bits_of, notes
from lasaft_nb.errors import UserError
from lasaft_nb.sources import SOURCES

if TYPE_CHECKING:
    from lasaft_nb.audio.blocks import Audio
    from lasaft_nb.inference.choose_network import Choice
    from lasaft_nb.inference.chunked import Options
    from lasaft_nb.inference.openvino_unet import Precision

ENDING = re.compile(  # which a song's name loses; "Dr. A" is a name and no ending
    r"\.(stem\.mp4|wave?|flac|mp[23]|og[ag]|opus|m4[abv]|mp4|mov|aac|webm|mk[av]|aiff?|aifc|au|snd|caf|w64|rf64|wma|wv|"
    r"ape|tta|ac3|3gp|avi|flv|ts)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Job:
    """A song, and of each network the files (target -> path) that it is to write."""

    song: Path
    audio: "Audio"
    outputs: "list[tuple[Choice, dict[str, Path]]]"


def _sources() -> list[str]:
    return list(SOURCES)  # what a shell completes


def separate(
    songs: Annotated[
        list[Path],
        typer.Argument(metavar="IN…", help="Songs of any format, and folders of them; - is standard input."),
    ],
    out: Annotated[str, typer.Option("--out", "-o", metavar="OUT", help="A file, or a folder for several.")],
    *,
    target: Annotated[
        list[str] | None,
        typer.Option("--target", "-t", autocompletion=_sources, help="Source; repeat for several."),
    ] = None,
    all_stems: Annotated[bool, typer.Option("--all-stems", help="Every source the network gives.")] = False,
    two_stems: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", autocompletion=_sources, help="This source, and the song without it."),
    ] = None,
    network: Annotated[
        str | None, typer.Option(help="Name or path of weights; the best there are if not given.")
    ] = None,
    overlap: Overlap = None,
    batch_size: BatchSize = None,
    device: Device = "auto",
    engine: Annotated[str, typer.Option(help="What computes on a CPU: auto, torch or openvino.")] = "auto",
    precision: Annotated[
        str, typer.Option(help="exact; bfloat16 where the CPU or GPU has it; fast: the faster; auto: fast on a GPU.")
    ] = "auto",
    suffix: Annotated[str, typer.Option("--format", help="wav, flac, mp3 or ogg, of files in a folder.")] = "wav",
    bits: Bits = None,
    as_json: Json = False,
) -> None:
    """Separate songs; vocals if nothing else is asked for.

    Files are .wav, .flac, .mp3 or .ogg by their name, as long as the song and at its sample rate. Of a folder, the
    songs in it are taken, not those in folders below. A song that can't be separated doesn't stop the others.
    """
    from lasaft_nb.audio.overlap_add import OVERLAP
    from lasaft_nb.device import prepare_process
    from lasaft_nb.inference.choose_network import choose

    targets = _targets(target, all_stems=all_stems, two_stems=two_stems)
    bits_of(bits)
    failed: dict[Path, UserError] = {}
    named = list(_songs_in(songs))
    opened = _opened(named, failed)  # songs that can't be read are said before a network is looked for
    place = prepare_process(device)
    options: Options = {
        "device": place,
        "engine": engine,
        "precision": precision_on(place.type, precision),
        "overlap": OVERLAP if overlap is None else overlap,
        "batch_size": batch_size,
    }
    with notes():
        choices = choose(targets, network=network, **options) if opened else []
        several = len(named) > 1 or targets is None or len(targets) > 1
        jobs = [
            Job(
                song=song,
                audio=audio,
                outputs=[(one, _outputs(song, out, one.targets, several=several, suffix=suffix)) for one in choices],
            )
            for song, audio in opened.items()
        ]
        _check(jobs, bits)
        for choice in choices:
            typer.echo(choice.describe(), err=True)
        done = _separated(jobs, failed, bits=bits, quiet=as_json)
    if as_json:
        errors = [{"song": str(song), "error": str(error)} for song, error in failed.items()]
        typer.echo(json.dumps({"songs": [*done, *errors]}, indent=1))
    _end(failed, n_songs=len(named))


def precision_on(device: str, precision: str) -> "Precision":
    """What ``--precision`` means on this kind of device; says so where it chooses less than float32."""
    if precision == "auto" and device == "cuda":
        typer.echo("note: computed with reduced precision on the GPU; --precision exact computes in float32", err=True)
    chosen = "fast" if device == "cuda" else "exact"
    return cast("Precision", chosen if precision == "auto" else precision)


def _targets(target: list[str] | None, *, all_stems: bool, two_stems: str | None) -> tuple[str, ...] | None:
    """What is asked for; None for all that a network gives."""
    if all_stems and target:
        raise UserError("--all-stems already means every source; leave --target out")
    if two_stems and (target or all_stems):
        raise UserError("--two-stems already names the files; leave --target and --all-stems out")
    if all_stems:
        return None
    return (two_stems, f"no_{two_stems}") if two_stems else tuple(dict.fromkeys(target or ("vocals",)))


def _songs_in(songs: Sequence[Path]) -> Iterator[Path]:
    """The songs, each once, and in place of a folder those in it."""
    given: dict[Path, None] = {}
    for song in songs:
        if str(song) != STDIN and kind_of(song) == "folder":
            inside = sorted(one for one in song.iterdir() if ENDING.search(one.name) and one.name[0] != ".")
            if not inside:
                raise UserError(f"{song} holds no songs; name a folder with audio files, or the files")
            given |= dict.fromkeys(inside)
        else:
            given[song] = None
    yield from given


def _opened(songs: Sequence[Path], failed: dict[Path, UserError]) -> "dict[Path, Audio]":
    """Songs that can be read; the others are put into ``failed``, and the only one's error is raised."""
    from lasaft_nb.audio.read import open_audio

    opened: dict[Path, Audio] = {}
    for song in songs:
        try:
            opened[song] = open_audio(song)
        except UserError as error:
            _failed(song, error, failed, n_songs=len(songs))
    return opened


def _check(jobs: Sequence[Job], bits: str | None) -> None:
    """Refuse outputs that can't be written, are a song, or are one another, of all songs and before any work."""
    from lasaft_nb.audio.write import check_outputs, key_of

    songs = {key_of(job.song): job.song for job in jobs if str(job.song) != STDIN}
    found: dict[str, Path] = {}
    for job in jobs:
        paths = [path for _, files in job.outputs for path in files.values()]
        check_outputs(paths, song=job.audio, bits=bits_of(bits))
        for path in paths:
            if other := songs.get(key_of(path)):
                raise UserError(f"{path} would be written over the song {other}; name another folder with -o")
            if (other := found.get(key_of(path))) is not None:
                raise UserError(
                    f"{other} and {job.song} would both be written to {path}; rename one, or separate them one by one"
                )
        found |= dict.fromkeys(map(key_of, paths), job.song)


def _separated(
    jobs: Sequence[Job], failed: dict[Path, UserError], *, bits: str | None, quiet: bool
) -> list[dict[str, Any]]:
    """Write everything; for each song that was written what ``--json`` tells of it."""
    from lasaft_nb.inference.progress import over_all

    done = []
    total = sum(job.audio.n_samples * len(job.outputs) for job in jobs)
    with over_all(f"{len(jobs)} songs", total=total, show=len(jobs) > 1):
        for job in jobs:
            outputs: list[dict[str, Any]] = []
            try:
                for choice, paths in job.outputs:
                    written = choice.separator.separate_files(job.audio, paths, bits=bits_of(bits))
                    for target, path in written.items():
                        about = {"network": choice.separator.name, "sdr": choice.sdr(target)}
                        outputs.append({"target": target, "path": str(path), **about})
                        if not quiet:
                            typer.echo(path)
            except UserError as error:
                _failed(job.song, error, failed, n_songs=len(jobs) + len(failed))
                continue
            seconds = job.audio.n_read / job.audio.sample_rate
            about = {"sample_rate": job.audio.sample_rate, "seconds": round(seconds, 3)}
            done.append({"song": str(job.song), **about, "outputs": outputs})
    return done


def _failed(song: Path, error: UserError, failed: dict[Path, UserError], *, n_songs: int) -> None:
    failed[song] = error
    if n_songs > 1:
        typer.echo(f"{song}: not separated: {error}", err=True)


def _end(failed: dict[Path, UserError], *, n_songs: int) -> None:
    """Raise what ends the command with status 2: the error of the only song, or the names of those that failed."""
    if n_songs == 1 and failed:
        raise next(iter(failed.values()))
    if failed:
        names = ", ".join(map(str, failed))
        raise UserError(f"{len(failed)} of {n_songs} songs could not be separated: {names}; the reasons are above")


def _outputs(song: Path, out: str, targets: tuple[str, ...], *, several: bool, suffix: str) -> dict[str, Path]:
    """Where each target goes: ``out`` itself, or ``out/<song>_<target>.<suffix>``.

    ``out`` is a folder where it is one, ends in a slash, or doesn't look like a file.
    """
    path = Path(out)
    is_folder = out.endswith(("/", os.sep)) or kind_of(path) == "folder"
    if out == STDIN or (not several and path.suffix and not is_folder):
        return dict.fromkeys(targets, path)
    if path.suffix.lower() in FORMATS and not is_folder:
        raise UserError(f"{path} is one file, but there are several to write; name a folder with -o")
    return {target: path / f"{_title(song)}_{target}.{suffix.lstrip('.')}" for target in targets}


def _title(song: Path) -> str:
    """The song's name without its ending: "Dr. A" of "Dr. A.wav"."""
    if str(song) == STDIN:
        return "song"
    return ENDING.sub("", song.name) or song.name
