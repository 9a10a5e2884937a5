"""Write a mini dataset: songs in parallel, each whole or not at all, then setup files and the manifest."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lasaft_nb.device import check_jobs
from lasaft_nb.errors import UserError, extra
from lasaft_nb.paths import atomic_write, is_stale, plain_words, sha256_of
from lasaft_nb.synth import manifest
from lasaft_nb.synth.manifest import audio, latent_setup, musdb_setup, write_wav
from lasaft_nb.synth.plan import MiniPlan, SongPlan, plan
from lasaft_nb.synth.render import render
from lasaft_nb.synth.song import score

with extra("train"):
    import yaml
    from joblib import Parallel, delayed, parallel_config

UNFINISHED = ".part-"  # begins the names of unfinished songs, beside `train` and `test`, where nothing looks for tracks


def make_dataset(
    root: Path | str, preset: str = "small", *, jobs: int | None = None, progress: bool = True, **changes: Any
) -> Path:
    """Generate a mini dataset under ``root`` and give its path.

    Args:
        root: A new folder, or one that holds (part of) the same dataset: finished songs are kept, so a run that was
            killed is gone on with, and a complete dataset is left as it is.
        preset: ``nano``, ``tiny``, ``small``, ``medium`` or ``full``; see `lasaft_nb.synth.plan.PRESETS`.
        jobs: Processes at a time (None or -1: one for each core). They do not change the result.
        progress: Whether to show a bar.
        changes: Fields of `MiniPlan` that differ from the preset: ``seed``, ``train``, ``valid``, ``test``,
            ``seconds``.

    Raises:
        UserError: If ``root`` holds something else or can't be written.
    """
    root, wanted = Path(root).expanduser(), plan(preset, **changes)
    check_jobs(jobs)
    if root.exists() and not root.is_dir():
        raise UserError(f"{root} is a file; name a folder for the dataset.")
    _check_same(root, wanted)
    songs = [song for song in wanted.songs() if not (root / song.folder / manifest.TRACK).is_file()]
    if songs or not (root / manifest.MANIFEST).is_file():
        with plain_words(root):
            root.mkdir(parents=True, exist_ok=True)
            _clean(root)
            for _ in _shown(_rendered(root, songs, jobs), len(songs), progress):
                pass
        _write_setups(root, wanted)
        manifest.write(root, wanted)
    return root


def make_track(root: Path, song: SongPlan) -> None:
    """Render one song beside its place, then rename it there; a failure leaves nothing of it."""
    if (root / song.folder / manifest.TRACK).is_file():
        return  # another run was first
    rendered = render(song)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=UNFINISHED) as temporary:
        part, home, hashes = Path(temporary) / "song", root / song.folder, {}
        part.mkdir()
        for file, samples in audio(rendered).items():
            write_wav(part / file, samples)
            hashes[file] = sha256_of(part / file)
        track = {**score(rendered.song, song), "plan": asdict(song), "sha256": hashes}
        (part / manifest.TRACK).write_text(json.dumps(track, indent=1), encoding="utf-8")
        home.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.replace(home)
        except OSError:  # another run was first: the song is the same
            if not (home / manifest.TRACK).is_file():
                raise


def _rendered(root: Path, songs: list[SongPlan], jobs: int | None) -> Iterator[None]:
    with parallel_config("loky", n_jobs=jobs or -1, inner_max_num_threads=1):
        yield from Parallel(return_as="generator_unordered")(delayed(make_track)(root, song) for song in songs)


def _shown(results: Iterator[None], total: int, progress: bool) -> Iterator[None]:
    from rich.console import Console
    from rich.progress import track

    label, console = "composing and rendering songs", Console(stderr=True)
    return iter(track(results, label, total=total, console=console, disable=not progress))


def _check_same(root: Path, wanted: MiniPlan) -> None:
    """Refuse a folder with another dataset, or with songs that are not of this one."""
    if (root / manifest.MANIFEST).is_file():
        found = manifest.read(root)
        differing = [name for name, value in wanted.to_dict().items() if found.get(name) != value]
        if differing:
            what = ", ".join(f"{name} {found.get(name)} (not {wanted.to_dict()[name]})" for name in differing)
            raise UserError(f"{root} holds another dataset: {what}; name another folder or delete that one.")
    plans = {song.folder: song for song in wanted.songs()}
    for home in [*root.glob("train/*"), *root.glob("test/*")]:
        folder = f"{home.parent.name}/{home.name}"
        if folder not in plans or not (home / manifest.TRACK).is_file():
            raise UserError(f"{root} holds {folder}, which is not of this dataset; name another folder.")
        stored = manifest.read_json(home / manifest.TRACK)
        if (
            stored.get("plan") != asdict(plans[folder])
            or stored.get("generator_version") != wanted.to_dict()["generator_version"]
        ):
            raise UserError(
                f"{home} is of another dataset ({stored.get('seconds')} s); name another folder or delete it."
            )


def _write_setups(root: Path, wanted: MiniPlan) -> None:
    validation = [song.name for song in wanted.songs() if song.split == "valid"]
    for file, setup in (("musdb.yaml", musdb_setup(validation)), ("latent8.yaml", latent_setup(validation))):
        with atomic_write(root / file) as part:
            part.write_text(yaml.safe_dump(setup, sort_keys=False), encoding="utf-8")


def _clean(root: Path) -> None:
    """Remove what dead runs left."""
    for left in root.glob(f"{UNFINISHED}*"):
        if is_stale(left):
            shutil.rmtree(left, ignore_errors=True)
