"""What training at preset ``paper`` costs: counted and measured numbers from records, and an estimate made from them."""

from pathlib import Path

from page_html import raw, table

from lasaft_nb.results import records
from lasaft_nb.training.presets import PAPER

HOP = 1024  # samples, of all networks of Table 3.5
PASSES = 3  # forward, and backward at about twice its work
ASSUMED = 10e12  # floating-point operations a second that a GPU is assumed to keep up in training


def excerpt_seconds() -> float:
    """Length of one training excerpt at ``paper``."""
    return (PAPER.frames - 1) * HOP / PAPER.sample_rate


def hours(multiply_adds: float) -> float:
    """Estimated hours of a whole training, from billions of multiply-adds for a second of audio."""
    audio = PAPER.steps * PAPER.batch_size * excerpt_seconds()
    return 2e9 * multiply_adds * audio * PASSES / ASSUMED / 3600


def costs(*, page: str, book: Path, repository: str) -> str:
    """A row for each network whose cost was measured at the thesis's size."""
    rows = []
    for path in sorted((records.shipped_dir() / "block_costs").glob("*.json")):
        record = records.read(path)
        cost = {name: value["median"] for name, value in record["scores"]["cost"].items()}
        work = cost["multiply-adds"]
        ours = (f"{hours(work):.0f}",) if record["row"] not in {"Conv-TasNet", "Hybrid Demucs"} else ("–",)
        rows.append(
            (record["row"], f"{record['parameters']:,}", f"{work:.1f}", f"{cost['real-time factor']:.2f}", *ours)
        )
    headings = (
        "network",
        "parameters",
        "multiply-adds, 10⁹ / s of audio",
        "CPU core, s / s of audio",
        "GPU hours, estimate",
    )
    caption = (
        "Counted (parameters, multiply-adds), measured (seconds of one CPU core to separate one second of audio), and "
        "estimated (hours of training)."
    )
    return raw(table(headings, rows, caption=caption, filters=()))


def assumptions(*, page: str, book: Path, repository: str) -> str:
    """The estimate in one line of arithmetic."""
    return (
        f"{PAPER.steps:,} steps · {PAPER.batch_size} excerpts · {excerpt_seconds():.2f} s · {PASSES} passes · 2 operations a "
        f"multiply-add, at {ASSUMED / 1e12:.0f} · 10¹² operations a second.\n"
    )
