"""Training curves that come with the project: one small table a training, beside the records of its experiment.

``<results>/<experiment>/histories/<run>__<preset>__seed<N>.csv``, written when a training of `train_table` ends.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from lasaft_nb import experiments
from lasaft_nb.errors import UserError, extra
from lasaft_nb.experiments.experiment import Experiment, Run
from lasaft_nb.paths import atomic_write
from lasaft_nb.results.records import results_dir, shipped_dir

if TYPE_CHECKING:
    import pandas as pd


FOLDER = "histories"
COLUMNS = ("step", "train_loss", "val_l1", "val_sdr")  # val_l1 in full scale, val_sdr in dB


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

    ``target`` is the first of a network that gives several. The reader's own take the place of shipped ones.

    Raises:
        UserError: there are none.
    """
    with extra("evaluate"):
        import pandas as pd

    found: dict[str, Path] = {}
    runs = {run.name: run for run in experiments.get(name).runs()}
    for folder in [Path(root)] if root else [shipped_dir(), results_dir()]:
        found |= {path.name: path for path in folder.glob(f"{name}/{FOLDER}/*__{preset}__seed*.csv")}
    tables = []
    for file in sorted(found):
        run, seed = runs.get(file.split("__")[0]), int(Path(file).stem.rpartition("seed")[2])
        if run is not None:
            tables.append(pd.read_csv(found[file]).assign(row=run.row.name, target=run.targets[0], seed=seed))
    if not tables:
        raise UserError(f"no training curves of {name} at {preset}; lasaft-nb train-table {name} --preset {preset}")
    return pd.concat(tables)[["row", "target", "seed", *COLUMNS]].reset_index(drop=True)
