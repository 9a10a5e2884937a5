"""What lies in a dataset's folder: tracks' files, musdb's setup files, and the manifest that lists all with hashes.

The manifest ``dataset.json`` has the plan, the hashes and a fingerprint; `verify` checks a dataset against it.
"""

import hashlib
import json
import wave
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from lasaft_nb.errors import UserError
from lasaft_nb.paths import atomic_write, sha256_of
from lasaft_nb.sources import PARTS, SOURCES, SUB_SOURCES
from lasaft_nb.synth.keyed_random import SAMPLE_RATE
from lasaft_nb.synth.plan import MiniPlan
from lasaft_nb.synth.render import Pcm, Rendered

MIXTURE = "mixture.wav"
SUB_FILES = {  # the bass is a stem and a sub-stem at once: one file
    part: f"{source}_{part}.wav" for source, parts in PARTS.items() for part in parts if part != source
}
AUDIO_FILES = (MIXTURE, *(f"{source}.wav" for source in SOURCES), *SUB_FILES.values())


def audio(song: Rendered) -> dict[str, Pcm]:
    """Twelve files' samples (n, 2); absent instruments are silent files, so every folder holds the same names."""
    return {
        MIXTURE: song.mixture,
        **{f"{source}.wav": stem for source, stem in song.stems.items()},
        **{file: song.sub_stems[part] for part, file in SUB_FILES.items()},
    }


def write_wav(path: Path, samples: Pcm) -> None:
    """16-bit PCM by the standard library: no header field that differs from one run to the next."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.ascontiguousarray(samples, dtype="<i2").tobytes())


def read_wav(path: Path) -> Pcm:
    """Samples (n, 2) of a file by `write_wav`."""
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, file.getnchannels())


def musdb_setup(validation: Iterable[str]) -> dict[str, Any]:
    """For ``musdb.DB(root, is_wav=True, setup_file="musdb.yaml")``: MUSDB18's setup with our validation tracks."""
    accompaniment = {source: 1 for source in SOURCES if source != "vocals"}
    return {
        "sample_rate": float(SAMPLE_RATE),
        "mixture": MIXTURE,
        "sources": {source: f"{source}.wav" for source in SOURCES},
        "stem_ids": {"mixture": 0, "drums": 1, "bass": 2, "other": 3, "vocals": 4},
        "targets": {
            **{source: {source: 1} for source in SOURCES},
            "accompaniment": accompaniment,
            "linear_mixture": dict.fromkeys(SOURCES, 1),
        },
        "validation_tracks": list(validation),
    }


def latent_setup(validation: Iterable[str]) -> dict[str, Any]:
    """For ``setup_file="latent8.yaml"``: the eight sub-stems as sources, the four stems as sums of them."""
    parts = list(SUB_SOURCES)
    return {
        "sample_rate": float(SAMPLE_RATE),
        "mixture": MIXTURE,
        "sources": {part: SUB_FILES.get(part, f"{part}.wav") for part in parts},
        "stem_ids": {"mixture": 0, **{part: number for number, part in enumerate(parts, start=1)}},
        "targets": {
            **{source: dict.fromkeys(parts, 1) for source, parts in PARTS.items()},
            "linear_mixture": dict.fromkeys(parts, 1),
        },
        "validation_tracks": list(validation),
    }


MANIFEST = "dataset.json"
TRACK = "track.json"


def write(root: Path, plan: MiniPlan) -> None:
    """Collect every track's hashes into the manifest; its fingerprint stands for all audio of the dataset."""
    files: dict[str, str] = {}
    for song in plan.songs():
        track = json.loads((root / song.folder / TRACK).read_text(encoding="utf-8"))
        files |= {f"{song.folder}/{file}": digest for file, digest in track["sha256"].items()}
    card = {**plan.to_dict(), "licence": "CC0-1.0", "fingerprint": fingerprint(files), "files": files}
    with atomic_write(root / MANIFEST) as part:
        part.write_text(json.dumps(card, indent=1), encoding="utf-8")


def fingerprint(files: dict[str, str]) -> str:
    """Hash of all files' names and hashes."""
    lines = "".join(f"{file} {digest}\n" for file, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def read(root: Path) -> dict[str, Any]:
    """The manifest.

    Raises:
        UserError: If ``root`` has none, or one without a name, a fingerprint and a hash for every file.
    """
    file = root / MANIFEST
    if not file.is_file():
        raise UserError(f"{root} has no {MANIFEST}; make the dataset with `lasaft-nb data mini {root}`.")
    card = read_json(file)
    if missing := [key for key in ("name", "fingerprint", "files") if key not in card]:
        raise UserError(f"{file} has no {missing[0]}; make the dataset again in another folder.")
    if not isinstance(card["files"], dict) or not all(map(_is_word, [*card["files"], *card["files"].values()])):
        raise UserError(f"{file} does not list files with their hashes; make the dataset again in another folder.")
    return card


def _is_word(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value


def read_json(file: Path) -> dict[str, Any]:
    """The object in a file of a dataset.

    Raises:
        UserError: If it can't be read, or is no JSON object.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(f"{file} can't be read ({error}); make the dataset again in another folder.") from error
    if not isinstance(found, dict):
        raise UserError(f"{file} holds no JSON object; make the dataset again in another folder.")
    return found


def verify(root: Path | str) -> dict[str, Any]:
    """Check a dataset: every file is there, unchanged, and the stems add up to the sample. Gives the manifest.

    Raises:
        UserError: At the first thing that is wrong.
    """
    root = Path(root)
    card = read(root)
    if fingerprint(card["files"]) != card["fingerprint"]:
        raise UserError(
            f"{root / MANIFEST} was changed: its hashes do not give its fingerprint; make the dataset again."
        )
    for file, digest in card["files"].items():
        if not (root / file).resolve().is_relative_to(root.resolve()):
            raise UserError(f"{root / MANIFEST} names {file}, outside of its folder; make the dataset again.")
        if not (root / file).is_file():
            raise UserError(f"{root / file} is missing; `lasaft-nb data mini {root}` makes it again.")
        if sha256_of(root / file) != digest:
            raise UserError(f"{root / file} was changed; delete its folder and make the dataset again.")
    for folder in sorted({file.rpartition("/")[0] for file in card["files"]}):
        _check_sums(root / folder)
    return card


def _check_sums(folder: Path) -> None:
    """Mixture = sum of stems, and stem = sum of its sub-stems, as integers."""
    samples = {file: read_wav(folder / file).astype(np.int32) for file in AUDIO_FILES}
    sums = {MIXTURE: [f"{source}.wav" for source in SOURCES]}
    for source, parts in PARTS.items():
        sums[f"{source}.wav"] = [SUB_FILES.get(part, f"{part}.wav") for part in parts]
    for total, terms in sums.items():
        if not np.array_equal(samples[total], sum(samples[term] for term in terms)):
            raise UserError(f"{folder / total} is not the sum of {', '.join(terms)}; make the dataset again.")
