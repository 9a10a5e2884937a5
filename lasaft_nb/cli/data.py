"""``lasaft-nb data …``: make and check the mini dataset, fetch MUSDB18's sample."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lasaft_nb.errors import UserError

app = typer.Typer(
    help="Datasets: make the mini dataset, check it, fetch MUSDB18's 7-second sample.", no_args_is_help=True
)

Folder = Annotated[Path, typer.Argument(help="The dataset's folder.")]


@app.command()
def mini(
    folder: Folder,
    *,
    preset: Annotated[
        str, typer.Option(help="nano (3 songs of 6 s), tiny, small (32 of 20 s), medium (92) or full.")
    ] = "small",
    tracks: Annotated[str, typer.Option(help="Songs to train, validate and test, such as 20,4,8.")] = "",
    seconds: Annotated[float | None, typer.Option(help="Length of every song, 4 to 60 s.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, other songs.")] = 0,
    jobs: Annotated[int | None, typer.Option(help="Processes at a time; one for each core by default.")] = None,
) -> None:
    """Compose and render the mini dataset; goes on where a run was stopped."""
    from lasaft_nb.synth import make_dataset

    changes: dict[str, Any] = {"seed": seed}
    if tracks:
        changes |= dict(zip(("train", "valid", "test"), _counts(tracks), strict=True))
    if seconds is not None:
        changes["seconds"] = seconds
    make_dataset(folder, preset, jobs=jobs, **changes)
    typer.echo(_summary(folder))


@app.command()
def verify(folder: Folder) -> None:
    """Check every file of a mini dataset against its manifest, and that stems add up to the mixture."""
    from lasaft_nb.synth.manifest import verify as check

    card = check(folder)
    typer.echo(f"{len(card['files'])} files are as the manifest says, and all stems add up exactly. {_summary(folder)}")


@app.command("musdb-sample")
def musdb_sample(folder: Folder) -> None:
    """Download the first seven seconds of each MUSDB18 track (140 MB, for academic use), by musdb."""
    from lasaft_nb.data.musdb_sample import download

    typer.echo(f"{download(folder)} tracks in {folder}; name it as the data folder of any command or chapter.")


def _counts(tracks: str) -> list[int]:
    counts = tracks.split(",")
    if len(counts) != 3 or not all(count.strip().isdigit() for count in counts):
        raise UserError(f"--tracks must be three numbers (train,valid,test) such as 20,4,8, got {tracks!r}.")
    return [int(count) for count in counts]


def _summary(folder: Path) -> str:
    from lasaft_nb.synth.manifest import read

    card = read(folder)
    counts = f"{card['train']} songs to train, {card['valid']} to validate, {card['test']} to test"
    return f"{card['name']}: {counts}, {card['seconds']:g} s each; fingerprint {card['fingerprint'][:16]}."
