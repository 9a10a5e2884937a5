"""The published tables (3.1-5.3 of the thesis, and the lecture's): files, rows' names, and what measures each cell.

Table 3.6 is also given as a reader compares it: a row per system, with what it reads and how much more data it had.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lasaft_nb.errors import extra
from lasaft_nb.paths import data_dir
from lasaft_nb.sources import SOURCES

if TYPE_CHECKING:
    import pandas as pd


Row = Mapping[str, str]  # one line of a CSV


@dataclass(frozen=True)
class Cell:
    """What measures a published number: a target's metric, condensed by a statistic.

    ``statistic``: ``median`` or ``mean`` over tracks of the median over seconds; ``improvement``, the mean over the
    untouched mixture's; ``frame median``, ``frame MAD``, ``frame mean``, ``frame SD`` over all seconds of all tracks;
    ``parameters`` in millions. ``over_seeds="sd"`` asks for the standard deviation over seeds in place of the mean.
    """

    target: str
    metric: str = "SDR"
    statistic: str = "median"
    over_seeds: str = "mean"


@dataclass(frozen=True, kw_only=True)
class PublishedTable:
    """One table: CSV below ``data/thesis``, the experiment of its records, names, cells, and who made the rows.

    ``columns`` maps a column, of the CSV or of this project alone, to its cell. With ``by_column`` the systems are the
    columns, so ``row_cell`` gives the cell from the row, and ``systems`` maps the column to the record's row.
    """

    title: str
    file: str
    row: Callable[[Row], str]
    columns: Mapping[str, Cell] = field(default_factory=dict)
    systems: Mapping[str, str] = field(default_factory=dict)
    row_cell: Callable[[Row], Cell] | None = None
    experiment: str = ""
    others: tuple[str, ...] = ()
    more_rows: tuple[Row, ...] = ()  # lines that only this project has, behind the published ones

    def cells(self, row: Row) -> dict[str, tuple[str, Cell]]:
        """{CSV column: (the record's row, the cell)} of one line."""
        if self.row_cell is None:
            return {column: (self.row(row), cell) for column, cell in self.columns.items()}
        base = self.row_cell(row)
        return {
            column: (system, Cell(base.target, base.metric, base.statistic, "sd" if column.endswith("_sd") else "mean"))
            for column, system in self.systems.items()
        }


def _by_source(metric: str = "SDR", *, mean: str = "mean", sd: bool = False) -> dict[str, Cell]:
    columns = {source: Cell(source, metric) for source in SOURCES} | ({mean: Cell("mean", metric)} if mean else {})
    spread = {f"{name}_sd": Cell(cell.target, metric, over_seeds="sd") for name, cell in columns.items()} if sd else {}
    return columns | spread


def _estimation(metric: str, file: str) -> PublishedTable:
    title = f"Estimation methods of a TFC-TDF U-Net: {metric} in dB (thesis 3.6.2)"
    row: Callable[[Row], str] = lambda line: line["estimation"]  # noqa: E731
    return PublishedTable(title=title, file=file, row=row, columns=_by_source(metric), experiment="table_3_1")


def _with_extra(name: str, tracks: str) -> str:
    return name if tracks in {"0", ""} else f"{name} (+{tracks} tracks)"


_VOCALS = {"params_millions": Cell("", statistic="parameters"), "sdr_vocals": Cell("vocals")}
_NO_SOTA = ("Demucs", "Conv-TasNet", "Meta-TasNet", "UMX", "DGRU-DGConv", "MMDenseLSTM", "D3Net", "Nachmani et al.")
_WAVE_U_NETS = {name: name for name in ("M1", "M2", "M3", "M4", "M5", "M7", "U7", "U7a")} | {
    "M4": "Wave-U-Net",  # ours is stereo with difference output and context, as M4; M5 learns its up-sampling
    "M5": "Wave-U-Net, learned up-sampling",
}
_AMSS = {"amss_net": "AMSS-Net", "without_csa": "AMSS-Net w/o CSA", "without_smpocm": "AMSS-Net w/o SMPoCM"}
REMIX = "separate, change, remix"  # the pipeline that the thesis argues against, and doesn't measure
_DEMUCS_OTHERS = ("MMDenseNet", "MMDenseNet (804 labelled)", "MMDenseLSTM (804 labelled)", "Demucs (2000 unlabelled)")

PUBLISHED = {
    "3.1": _estimation("SDR", "table_3_1_sdr.csv"),
    "3.2": _estimation("ISR", "table_3_2_isr.csv"),
    "3.3": _estimation("SIR", "table_3_3_sir.csv"),
    "3.4": _estimation("SAR", "table_3_4_sar.csv"),
    "3.5": PublishedTable(
        title="TFC against TFC-TDF, and sampling of time (thesis 3.6.3)",
        file="table_3_5_blocks.csv",
        row=lambda line: f"{line['model']}, {line['n_blocks']} blocks, time sampling {line['temporal_sampling']}",
        columns=_VOCALS,
        experiment="table_3_5",
    ),
    "3.6": PublishedTable(
        title="Comparison with other systems: SDR in dB (thesis 3.6.4)",
        file="table_3_6_sota.csv",
        row=lambda line: _with_extra(line["model"], line["extra_tracks"]),
        columns={name: cell for name, cell in _by_source(mean="", sd=True).items() if name},
        experiment="table_3_6",
        others=_NO_SOTA,
    ),
    "3.7": PublishedTable(
        title="Ablation of the large network, vocals (thesis 3.6.5)",
        file="table_3_7_ablation_vocals.csv",
        row=lambda line: f"{line['block']}, bottleneck {line['bottleneck']}, {line['estimation']}",
        columns=_VOCALS,
        experiment="table_3_7",
    ),
    "4.1": PublishedTable(
        title="Ablation of the conditioned U-Net: SDR in dB (thesis 4.6.2)",
        file="table_4_1_ablation.csv",
        row=lambda line: line["model"],
        columns=_by_source(),
        experiment="table_4_1",
    ),
    "4.2": PublishedTable(
        title="Comparison with other systems: SDR in dB (thesis 4.6.3)",
        file="table_4_2_sota.csv",
        row=lambda line: line["model"],
        columns=_by_source(),
        experiment="table_4_2",
        others=_NO_SOTA,
    ),
    "5.1": PublishedTable(
        title="Manipulation tasks (thesis 5.1)",
        file="table_5_1_tasks.csv",
        row=lambda line: line["task"],
        columns={"class": Cell(""), "dsp_operation": Cell(""), "reversed": Cell("")},
    ),
    "5.2": PublishedTable(
        title="Separation by AMSS-Net: SDR in dB (thesis 5.5.3)",
        file="table_5_2_sdr.csv",
        row=lambda line: line["model"],
        columns=_by_source(sd=True),
        experiment="table_5_2",
        others=_NO_SOTA,
        more_rows=({"model": REMIX},),
    ),
    "5.3": PublishedTable(
        title="RMSE-MFCC, smaller is better (thesis 5.5.3)",
        file="table_5_3_rmse_mfcc.csv",
        row=lambda line: f"{line['task']}, {line['target']}",
        systems={"reference_loss": "no manipulation"}
        | _AMSS
        | {f"{name}_sd": row for name, row in _AMSS.items()}
        | {REMIX: REMIX},
        row_cell=lambda line: Cell(f"{line['task']}, {line['target']}", "RMSE-MFCC", "mean"),
        experiment="table_5_3",
    ),
    "lecture_jansson_unet": PublishedTable(
        title="U-Net for singing voice (Jansson et al. 2017), means in dB",
        file="lecture_jansson_unet.csv",
        row=lambda line: f"{line['dataset']}, {line['metric']}",
        systems={"unet": "U-Net", "baseline": "U-Net without skips", "chimera": "Chimera"},
        row_cell=lambda line: _jansson_cell(*line["metric"].split()),
        experiment="lecture_networks",
        others=("chimera",),
    ),
    "lecture_wave_u_net": PublishedTable(
        title="Wave-U-Net (Stoller et al. 2018): SDR in dB over seconds",
        file="lecture_wave_u_net.csv",
        row=lambda line: f"{line['target']}, {line['statistic']}",
        systems=_WAVE_U_NETS,
        row_cell=lambda line: Cell(line["target"], "SDR", f"frame {line['statistic']}"),
        experiment="lecture_networks",
    ),
    "lecture_demucs": PublishedTable(
        title="Demucs (Défossez et al. 2019): SDR in dB",
        file="lecture_demucs.csv",
        row=lambda line: _demucs_row(line["architecture"], line["extra_labeled"], line["extra_unlabeled"]),
        columns=_by_source(mean="all"),
        experiment="lecture_networks",
        others=(*_DEMUCS_OTHERS, "Demucs (100 labelled)", "Demucs (100 labelled, 2000 unlabelled)"),
    ),
}


def _jansson_cell(metric: str, part: str) -> Cell:
    target = {"vocal": "vocals", "instrumental": "accompaniment"}[part]
    return Cell(target, "SDR", "improvement") if metric == "NSDR" else Cell(target, metric, "mean")


def _demucs_row(architecture: str, labelled: str, unlabelled: str) -> str:
    extra = [f"{n} {kind}" for n, kind in ((labelled, "labelled"), (unlabelled, "unlabelled")) if n != "0"]
    return f"{architecture} ({', '.join(extra)})" if extra else architecture


THESIS = "TFC-TDF-U-Net (thesis)"


def systems() -> "pd.DataFrame":
    """The published systems of Table 3.6, in its order.

    Returns:
        Columns system, reads ("waveform" or "spectrogram"), extra tracks (songs beyond MUSDB18's training set), then
        the SDR of the four sources on MUSDB18's test set in dB (medians as published), and sd (over the thesis's three
        seeds, as text for the four sources; "" where none is published).
    """
    with extra("evaluate"):
        import pandas as pd

    with (data_dir() / "thesis" / PUBLISHED["3.6"].file).open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    return pd.DataFrame([_row(line) for line in lines])


def best(frame: "pd.DataFrame", source: str) -> "pd.Series":
    """The row of ``systems()`` with the highest SDR of a source."""
    return frame.iloc[int(frame[source].to_numpy().argmax())]


def _row(line: dict[str, str]) -> dict[str, str | int | float]:
    spread = [line[f"{source}_sd"] for source in SOURCES]
    return {
        "system": line["model"],
        "reads": "waveform" if line["waveform_to_waveform"] == "yes" else "spectrogram",
        "extra tracks": int(line["extra_tracks"]),
        **{source: float(line[source]) for source in SOURCES},
        "sd": ", ".join(spread) if all(spread) else "",
    }
