"""Training curves that come with the project: the history of each training of an experiment in one small table.

``python -m lasaft_nb.experiments.histories table_3_1`` collects those of ``runs/`` into ``data/results/table_3_1``.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lasaft_nb import experiments
from lasaft_nb.errors import UserError
from lasaft_nb.experiments.runner import RUNS
from lasaft_nb.paths import atomic_write, data_dir

if TYPE_CHECKING:
    import pandas as pd

FILE = "histories.csv"
COLUMNS = ("step", "train_loss", "val_l1", "val_sdr")  # val_l1 in full scale, val_sdr in dB


def collect(name: str, *, preset: str = "lite", runs: Path | str = RUNS, root: Path | None = None) -> Path:
    """Write the curves of all finished trainings of an experiment; returns the table's path.

    Curves that the table holds already and that ``runs`` has no longer are kept.
    """
    import pandas as pd

    path = (root or data_dir() / "results") / name / FILE
    kept = [pd.read_csv(path)] if path.is_file() else []
    for run in experiments.get(name).runs():
        for folder in sorted((Path(runs) / name).glob(f"{run.name}__{preset}__seed*")):
            if (folder / "best.safetensors").is_file():
                history = pd.read_csv(folder / "history.csv")[list(COLUMNS)]
                seed = int(folder.name.rpartition("seed")[2])
                kept.append(history.assign(row=run.row.name, target=run.targets[0], seed=seed))
    if not kept:
        raise UserError(f"{runs}/{name} holds no finished training at preset {preset}")
    place = ["row", "target", "seed", "step"]
    table = pd.concat(kept).drop_duplicates(place, keep="last").sort_values(place)
    with atomic_write(path) as temporary:
        table[[*place, *COLUMNS[1:]]].to_csv(temporary, index=False, float_format="%.5g")
    return path


def read(name: str, *, root: Path | None = None) -> "pd.DataFrame":
    """The curves of an experiment: row, target, seed, step, train_loss, val_l1, val_sdr (dB).

    Raises:
        UserError: none were collected.
    """
    import pandas as pd

    path = (root or data_dir() / "results") / name / FILE
    if not path.is_file():
        raise UserError(f"no training curves of {name}; train, then python -m lasaft_nb.experiments.histories {name}")
    return pd.read_csv(path)


if __name__ == "__main__":
    for experiment in sys.argv[1:]:
        print(collect(experiment))
