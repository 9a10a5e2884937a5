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

from lasaft_nb.errors import UserError
from lasaft_nb.evaluation.provenance import provenance
from lasaft_nb.paths import atomic_write, data_dir, is_unfinished

SCHEMA = "lasaft-nb/record/1"
Record = dict[str, Any]
_VALID: set[tuple[str, int, int]] = set()  # files that follow the schema: path, time of change, size


def results_dir() -> Path:
    """Where records are written: ``$LASAFT_NB_RESULTS``, else ``data/results``."""
    return Path(os.environ.get("LASAFT_NB_RESULTS") or data_dir() / "results")


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
    given = {"mixture": mixture, "training": training, "notes": notes}
    optional = {name: value if name == "notes" else dict(value) for name, value in given.items() if value}
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
    lie side by side.
    """
    words = [record["row"], *(record["scores"] if len(record["scores"]) == 1 else ())]
    slug = re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-")
    name = f"{slug}__{record['preset']}__seed{record['seed']}.json"
    return Path(root or results_dir()) / record["experiment"] / name


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

    Without ``root`` these are the shipped ones; one of the same path under ``$LASAFT_NB_RESULTS`` takes its place.
    """
    folders = [Path(root)] if root else [data_dir() / "results", results_dir()]
    pattern = f"{experiment or '*'}/*__*__seed*.json"
    paths = ((folder, path) for folder in folders for path in folder.glob(pattern) if not is_unfinished(path))
    newest = {path.relative_to(folder): path for folder, path in paths}
    found = [newest[name] for name in sorted(newest)]
    wanted = {key: value for key, value in {"row": row, "preset": preset}.items() if value is not None}
    return [record for record in map(read, found) if all(record[key] == value for key, value in wanted.items())]


def validate(record: Any, *, source: str = "the record") -> None:
    """Raise ``UserError`` with the place and the rule when a record does not follow the schema."""
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
