"""Training curves that come with the project: one small table a training, beside the records of its experiment.

`over_steps` draws them.

``<results>/<experiment>/histories/<run>__<preset>__seed<N>.csv``, written when a training of `train_table` ends.
"""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from lasaft_nb import experiments, show
from lasaft_nb.errors import UserError, extra
from lasaft_nb.experiments.experiment import Experiment, Run
from lasaft_nb.models import zoo
from lasaft_nb.paths import atomic_write
from lasaft_nb.results import records
from lasaft_nb.results.records import results_dir, shipped_dir
from lasaft_nb.sources import SOURCES

if TYPE_CHECKING:
    import pandas as pd


FOLDER = "histories"
COLUMNS = ("step", "train_loss", "val_l1", "val_sdr")  # val_l1 in full scale, val_sdr in dB
YOURS = " (yours)"
# Scored on the validation songs, as the curves are: records of the experiment "oracle".
YARDSTICKS = ("best fixed equaliser, validation songs", "ideal ratio mask, validation songs")


def write(
    experiment: Experiment, run: Run, history: Path, *, preset: str, seed: int, root: Path | str | None = None
) -> Path:
    """Keep the curve of a finished training, whose ``history.csv`` this is; returns the table's path."""
    with extra("evaluate"):
        import pandas as pd

    path = Path(root or results_dir()) / experiment.name / FOLDER / f"{run.name}__{preset}__seed{seed}.csv"
    with atomic_write(path) as temporary:
        pd.read_csv(history)[list(COLUMNS)].to_csv(temporary, index=False, float_format="%.5g")
    return path


def read(name: str, *, preset: str = "lite", root: Path | str | None = None) -> "pd.DataFrame":
    """The curves of an experiment: row, target, seed, step, train_loss, val_l1, val_sdr (dB).

    ``target`` is "mean" of a network that gives several: its curve is their mean. The reader's own take the place of
    shipped ones.

    Raises:
        UserError: there are none.
    """
    with extra("evaluate"):
        import pandas as pd

    found: dict[str, Path] = {}
    runs = {run.name: run for run in experiments.get(name).runs()}
    for folder in [Path(root)] if root else _folders():
        found |= {path.name: path for path in folder.glob(f"{name}/{FOLDER}/*__{preset}__seed*.csv")}
    tables = []
    for file in sorted(found):
        run, seed = runs.get(file.split("__")[0]), int(Path(file).stem.rpartition("seed")[2])
        if run is not None:
            tables.append(pd.read_csv(found[file]).assign(row=run.row.name, target=_target(run), seed=seed))
    if not tables:
        raise UserError(f"no training curves of {name} at {preset}; lasaft-nb train-table {name} --preset {preset}")
    return pd.concat(tables)[["row", "target", "seed", *COLUMNS]].reset_index(drop=True)


def _target(run: Run) -> str:
    return run.targets[0] if len(run.targets) == 1 else "mean"


def over_steps(name: str, *, target: str = "vocals", rows: Sequence[str] = (), preset: str = "long") -> "show.Html":
    """SDR of the validation songs over training steps: a line for each row, its seeds as a band, with yardsticks.

    A row that the reader has trained has a line of its own besides ours, marked "yours".

    Where no training has left a curve yet, it is a sentence that says so.

    Args:
        name: of the experiment.
        target: the source that networks were trained for; "mean" are those that give several.
        rows: which rows, in this order; empty: all that have a curve.
        preset: the budget whose curves are drawn.
    """
    try:
        found = _both(name, preset=preset)
    except UserError as none:
        return _sentence(f"{none}")
    known = found["row"].str.removesuffix(YOURS)
    found = found[(found["target"] == target) & (known.isin(rows) if rows else True)]
    if found.empty:
        return _sentence(f"no training curves of {name} for {target} at {preset}; lasaft-nb train-table makes them")
    if rows:
        order = list(rows).index
        found = found.sort_values("row", key=lambda one: one.str.removesuffix(YOURS).map(order), kind="stable")
    title = f"SDR of the validation songs while training at preset {preset}"
    return show.curves(found, title, yardsticks=_yardsticks(name, target), label="SDR in dB, mean over songs")


def _both(name: str, *, preset: str) -> "pd.DataFrame":
    """Shipped curves, and the reader's under their rows' names with `YOURS`; UserError where there is neither."""
    with extra("evaluate"):
        import pandas as pd

    if shipped_dir().resolve() == results_dir().resolve():
        return read(name, preset=preset)
    there = {folder: any(folder.glob(f"{name}/{FOLDER}/*__{preset}__seed*.csv")) for folder in _folders()}
    shown = [read(name, preset=preset, root=folder) for folder, has in there.items() if has]
    if not shown:
        return read(name, preset=preset)  # which says what is missing
    if there[results_dir()]:
        shown[-1] = shown[-1].assign(row=shown[-1]["row"] + YOURS)
    return pd.concat(shown).reset_index(drop=True)


def _folders() -> tuple[Path, Path]:
    return shipped_dir(), results_dir()


def _sentence(words: str) -> "show.Html":
    text = f"{words[0].upper()}{words[1:]}."
    return show.Html(f"<p>{escape(text)}</p>", text)


def _yardsticks(name: str, target: str) -> dict[str, float]:
    """Equaliser and ideal mask on the validation songs, in dB; none for networks that don't separate but follow."""
    if any(zoo.spec(row.network).reads == "sentence" for row in experiments.get(name).rows):
        return {}
    targets, found = (SOURCES if target == "mean" else (target,)), {}
    for row in YARDSTICKS:
        for record in records.find("oracle", row=row, preset="lite"):
            scores = [record["scores"][source]["SDR"]["mean"] for source in targets]
            found[row.partition(",")[0]] = sum(scores) / len(scores)
    return found
