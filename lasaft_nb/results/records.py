"""Records: one JSON file per measured row, from which every number of the book is read.

A record says what ran (experiment, row, model, preset, seed), on what (dataset fingerprint and split, device), by which
code (commit, versions), and what came out (scores of every track and second, the untouched mixture's beside them).
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lasaft_nb.errors import UserError, extra
from lasaft_nb.paths import atomic_write, data_dir, is_unfinished
from lasaft_nb.provenance import provenance

SCHEMA = "lasaft-nb/record/1"
Record = dict[str, Any]
OWN_DATASETS = {"smoke": "mini-nano", "long": "mini-medium"}  # of the other presets it is mini-small
_VALID: set[tuple[str, int, int]] = set()  # files that follow the schema: path, time of change, size


def shipped_dir() -> Path:
    """The records that come with the project."""
    return data_dir() / "results"


def results_dir() -> Path:
    """Where records are written: ``$LASAFT_NB_RESULTS``, else ``runs/results`` in the working folder.

    They are the reader's own, and `find` reads them beside the shipped ones. Maintainers who measure what is to ship
    set the variable to ``data/results``.
    """
    return Path(os.environ.get("LASAFT_NB_RESULTS") or Path("runs") / "results")


def is_yours(record: Mapping[str, Any]) -> bool:
    """Whether a record that `find` gave is the reader's own."""
    return results_dir().resolve() != shipped_dir().resolve() and path_of(record).is_file()


def on_own_dataset(record: Mapping[str, Any]) -> bool:
    """Whether a record is of the mini dataset that its preset has, or of no dataset; others stand in no table."""
    name, fingerprint = record["dataset"]["name"], record["dataset"]["fingerprint"]
    own = OWN_DATASETS.get(record["preset"].partition("-")[0], "mini-small")
    return name == own or not fingerprint or record["preset"] == "released"


def make(
    *,
    experiment: str,
    row: str,
    preset: str,
    seed: int,
    dataset: Mapping[str, Any],
    scores: Mapping[str, Any],
    mixture: Mapping[str, Any] | None = None,
    model: Mapping[str, Any] | None = None,
    device: str = "cpu",
    steps: int = 0,
    seconds: float = 0.0,
    parameters: int = 0,
    training: Mapping[str, Any] | None = None,
    notes: str = "",
) -> Record:
    """Build a record of this process.

    Args:
        experiment: what the row belongs to, such as ``table_3_5``; also the folder.
        row: which row of it; for a table's experiment exactly the row's name in ``table(...)``.
        preset: ``smoke``, ``lite``, ``long`` or ``paper``.
        seed: of training, or of the data's excerpting.
        dataset: at least ``name``, ``fingerprint`` and ``split`` (what was *scored*).
        scores: ``summary.collect``'s {target: {metric: {median, mean, per_track}}}, dB (or the metric's unit).
        mixture: the same for the untouched mixture as the estimate.
        model: ``ModelConfig.to_dict()``; None where no network is involved.
        device: what computed it, in words.
        steps: training steps.
        seconds: of training (or of the whole computation without training).
        parameters: number of trainable parameters.
        training: what else the card of a trained network says of its training: songs, batch size, precision, device.
        notes: one sentence on what is unusual.
    """
    given = {"mixture": dict(mixture or {}), "training": dict(training or {}), "notes": notes}
    optional = {name: value for name, value in given.items() if value}
    return {
        "schema": SCHEMA,
        "experiment": experiment,
        "row": row,
        "model": dict(model) if model is not None else None,
        "preset": preset,
        "seed": seed,
        "dataset": dict(dataset),
        **provenance(device),
        "steps": steps,
        "seconds": round(seconds, 2),
        "parameters": parameters,
        "scores": dict(scores),
        **optional,
    }


def path_of(record: Mapping[str, Any], root: Path | str | None = None) -> Path:
    """``<root>/<experiment>/<row>__<preset>__seed<N>.json``, the row in lower case, other signs than a-z0-9 as "-".

    A record of a single target has it in the name too (``<row>-<target>__…``), so that dedicated networks of one row
    lie side by side. One of another dataset than the preset's own has that in the name, ``…__<dataset>-<fingerprint>``,
    so that it never takes the first one's place.
    """
    words = [record["row"], *(record["scores"] if len(record["scores"]) == 1 else ())]
    name = f"{_slug('-'.join(words))}__{record['preset']}__seed{record['seed']}"
    if not on_own_dataset(record):
        name += f"__{dataset_slug(record['dataset'])}"
    return Path(root or results_dir()) / record["experiment"] / f"{name}.json"


def dataset_slug(dataset: Mapping[str, Any]) -> str:
    """A dataset's name and the beginning of its fingerprint, as part of a file's name."""
    return f"{_slug(dataset['name']) or 'dataset'}-{dataset['fingerprint'][:8]}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def write(record: Mapping[str, Any], root: Path | str | None = None) -> Path:
    """Validate and write a record, whole or not at all; returns its path. An older one of the same name is replaced."""
    validate(record)
    path = path_of(record, root)
    with atomic_write(path) as temporary:
        temporary.write_text(_compact(record) + "\n", encoding="utf-8")
    return path


def read(path: Path | str) -> Record:
    """Read and validate a record; a file that has not changed since is not validated again."""
    try:
        record = json.loads(Path(path).read_text(encoding="utf-8"))
        seen = (str(path), Path(path).stat().st_mtime_ns, Path(path).stat().st_size)
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(
            f"{path} is no readable record ({error}); write it again with the command that made it"
        ) from error
    if seen not in _VALID:
        validate(record, source=str(path))
        _VALID.add(seen)
    return record


def find(
    experiment: str | None = None,
    *,
    row: str | None = None,
    preset: str | None = None,
    root: Path | str | None = None,
) -> list[Record]:
    """All records of an experiment (or of all), optionally of one row or preset, in the order of their paths.

    Without ``root`` these are the shipped ones and the reader's own (`results_dir`), which take the place of shipped
    ones of the same path.
    """
    folders = [Path(root)] if root else [shipped_dir(), results_dir()]
    pattern = f"{experiment or '*'}/*__*__seed*.json"
    paths = ((folder, path) for folder in folders for path in folder.glob(pattern) if not is_unfinished(path))
    newest = {path.relative_to(folder): path for folder, path in paths}
    found = [newest[name] for name in sorted(newest)]
    wanted = {key: value for key, value in {"row": row, "preset": preset}.items() if value is not None}
    return [record for record in map(read, found) if all(record[key] == value for key, value in wanted.items())]


def validate(record: Any, *, source: str = "the record") -> None:
    """Raise ``UserError`` with the place and the rule when a record does not follow the schema."""
    with extra("evaluate"):
        import jsonschema

    schema = json.loads((Path(__file__).parent / "record.schema.json").read_text(encoding="utf-8"))
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(record))
    if error is not None:
        raise UserError(f"{source} breaks the schema at {error.json_path}: {error.message}")


def _compact(record: Mapping[str, Any]) -> str:
    """Indented JSON with every list of numbers on one line, so that a difference in git is readable."""
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    return re.sub(
        r"\[[^\[\]{}]*\]", lambda match: " ".join(match.group().split()).replace("[ ", "[").replace(" ]", "]"), text
    )
