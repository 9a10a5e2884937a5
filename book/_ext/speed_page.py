"""The appendix on speed: tables of the records that `make bench` leaves, each absent until it is measured."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from html import escape
from pathlib import Path
from statistics import median
from typing import Any

from cost_page import ASSUMED, PASSES, excerpt_seconds
from page_html import plain_table, raw

from lasaft_nb import experiments
from lasaft_nb.experiments.runner import is_adopted
from lasaft_nb.results import benchmarks, records
from lasaft_nb.training.presets import PAPER

Row = Mapping[str, Any]
AHEAD = 3  # times as fast as the network, loaders are wanted
SEPARATION = {  # column of separation.json: its heading
    "network": "network",
    "path": "path",
    "real_time_factor": "real-time factor",
    "times_plain": "times plain",
    "error_db": "error, dB",
    "sdr_change_db": "change of SDR, dB",
}


def shown(name: str, *, by: str = "make bench") -> Callable[[Callable[[dict[str, Any]], str]], Callable[..., str]]:
    """A generator that turns the record ``name`` into Markdown, or says that there is none, and the command for it."""

    def decorate(render: Callable[[dict[str, Any]], str]) -> Callable[..., str]:
        @wraps(render)
        def generate(*, page: str, book: Path, repository: str) -> str:
            record = benchmarks.read(name)
            return f"*Not measured yet: `{by}`.*\n" if record is None else render(record)

        return generate

    return decorate


def number(value: object, digits: int = 2) -> str:
    """A cell: numbers with so many digits, words as they are, a dash where there is nothing."""
    if value is None:
        return "–"
    return f"{value:.{digits}f}" if isinstance(value, float) else escape(str(value))


def cells(rows: Iterable[Row], columns: Iterable[str], digits: Mapping[str, int] | None = None) -> list[list[str]]:
    """What the rows hold in these columns."""
    return [[number(row.get(column), (digits or {}).get(column, 2)) for column in columns] for row in rows]


def where(record: Row) -> str:
    """Which machine, how many threads, which commit."""
    machine = record["machine"]
    cores = f", {machine['cores']} cores" if machine.get("cores") else ""
    return f"{machine['processor']}{cores}, {machine['threads']} thread(s), commit {record['commit'][:7]}"


@shown("separation")
def separation(record: dict[str, Any]) -> str:
    """Every network and path that was measured, with the columns that are there."""
    rows = record["rows"]
    columns = [column for column in SEPARATION if any(column in row for row in rows)]
    caption = (
        f"Seconds of work for one second of audio, and how many times faster than the plain network of the same run: "
        f"medians of {record['repeats']} on {where(record)}."
    )
    body = cells(rows, columns, {"real_time_factor": 3, "error_db": 0})
    return raw(plain_table([SEPARATION[column] for column in columns], body, caption=caption))


@shown("memory")
def starts(record: dict[str, Any]) -> str:
    """Seconds until a command is ready."""
    body = [
        [f"<code>{escape(row['what'])}</code>", number(row["seconds"])] for row in record["rows"] if "seconds" in row
    ]
    caption = f"Seconds of a whole process, medians of {record['repeats']} on {where(record)}."
    return raw(plain_table(["command", "seconds"], body, caption=caption))


def _most_memory(record: dict[str, Any]) -> str:
    """The most memory of a process that separates a song, and its ratio to the shortest song's."""
    body, least = [], {}
    for row in (row for row in record["rows"] if "megabytes" in row):
        base = least.setdefault(row["network"], row["megabytes"])
        cost = (f"{row['megabytes']:.0f}", f"{row['megabytes'] / base:.2f}")
        body.append([escape(row["network"]), f"{row['audio'] / 60:.1f}", *cost])
    caption = f"The most memory of the whole process, one window at a time, on {where(record)}."
    return raw(plain_table(["network", "minutes of music", "MB", "times the shorter"], body, caption=caption))


songs = shown("memory")(_most_memory)
hour = shown("memory_hour", by="tools/bench_memory.py --hour")(_most_memory)


@shown("training")
def steps(record: dict[str, Any]) -> str:
    """Seconds and bytes of a step, plain and with recomputed blocks."""
    rows, body = [row for row in record["rows"] if "megabytes" in row], []
    plain = {row["what"]: row for row in rows if row["way"] == "plain"}
    for row in rows:
        base = plain[row["what"]]
        ratios = [f"{row[name] / base[name]:.2f}" for name in ("megabytes", "seconds")]
        sizes = (f"{row['megabytes']:.0f}", ratios[0], number(row["seconds"]), ratios[1])
        body.append([escape(row["what"]), row["way"], *sizes])
    headings = ["network, preset, batch", "dense blocks", "MB", "times plain", "s a step", "times plain"]
    caption = f"Feature maps and gradients at their most (counted), and seconds a step (measured on {where(record)})."
    return raw(plain_table(headings, body, caption=caption))


@shown("training")
def processes(record: dict[str, Any]) -> str:
    """One process with the doubled batch against two."""
    rows = [row for row in record["rows"] if "megabytes" not in row]
    columns = ("what", "way", "seconds", "largest_difference_of_loss")
    caption = f"Trainings of {record['steps']} steps, measured on {where(record)}; the difference is relative, the largest of three losses."
    body = cells(rows, columns, {"largest_difference_of_loss": 6})
    return raw(plain_table(["network, preset", "processes", "s a step", "difference of loss"], body, caption=caption))


def _on_a_gpu(record: dict[str, Any], quantity: str, heading: str) -> str:
    """One quantity of the rows that have it, with the GPU and how it was measured."""
    rows = [row for row in record["rows"] if quantity in row]
    how = record.get("note") or f"medians of {record['repeats']}"
    caption = f"{heading}, on one {record['gpu']}, {record['windows']} windows at once in separating; {how}, commit {record['commit'][:7]}."
    body = [[escape(row["what"]), escape(row["way"]), f"{row[quantity]:.0f}"] for row in rows]
    return raw(plain_table(["network", "precision", heading], body, caption=caption))


@shown("gpu", by="tools/bench_gpu.py")
def gpu_steps(record: dict[str, Any]) -> str:
    """Milliseconds of a training step on a GPU."""
    return _on_a_gpu(record, "milliseconds", "milliseconds a training step")


@shown("gpu", by="tools/bench_gpu.py")
def gpu_separation(record: dict[str, Any]) -> str:
    """How many times faster than real time a GPU separates."""
    return _on_a_gpu(record, "times_real_time", "times real time")


def gpu_trainings(*, page: str, book: Path, repository: str) -> str:
    """Steps a second of every training at `long` that a GPU did, by experiment, from their records."""
    done = [one for one in records.find(preset="long") if one.get("training", {}).get("device", "").startswith("cuda")]
    by_experiment: dict[str, list[float]] = {}
    for one in done:
        if one["experiment"] in experiments.names() and not is_adopted(one):
            by_experiment.setdefault(one["experiment"], []).append(one["steps"] / one["seconds"])
    if not by_experiment:
        return "*No training of this kind has a record.*\n"
    body = [[name, str(len(rates)), f"{median(rates):.0f}"] for name, rates in sorted(by_experiment.items())]
    caption = (
        f"Trainings at the preset long on {done[0]['training']['device']}, sixteen at once: steps a second of each."
    )
    return raw(plain_table(["experiment", "trainings", "steps a second, median"], body, caption=caption))


@shown("loaders")
def loaders(record: dict[str, Any]) -> str:
    """Excerpts a second, and how many times what the assumed GPU wants of all workers together."""
    body = []
    for row in record["rows"]:
        rate = row["excerpts_per_second"]
        body.append([escape(row["source"]), str(row["workers"]), f"{rate:.1f}", f"{rate / wanted():.2f}"])
    caption = (
        f"Excerpts of {record['seconds_of_excerpt']:.2f} s read in a second, medians of {record['repeats']} on "
        f"{where(record)}. 0 workers: the training process itself."
    )
    headings = ["from", "workers", "excerpts/s", "times one GPU's need"]
    return raw(plain_table(headings, body, caption=caption))


def wanted() -> float:
    """Excerpts a second that the TFC-TDF network of 7 blocks takes in training on the GPU that the cost page assumes."""
    path = next(
        p
        for p in (records.shipped_dir() / "block_costs").glob("*.json")
        if records.read(p)["row"] == "TFC-TDF, 7 blocks"
    )
    work = records.read(path)["scores"]["cost"]["multiply-adds"]["median"]
    return ASSUMED / (2e9 * work * excerpt_seconds() * PASSES)


def need(*, page: str, book: Path, repository: str) -> str:
    """The need of a GPU as arithmetic."""
    rate = wanted()
    return (
        f"A GPU that keeps up {ASSUMED / 1e12:.0f} · 10¹² operations a second ([an assumption](gpu_and_cluster.md)) would train the TFC-TDF "
        f"network of 7 blocks on {rate:.0f} excerpts a second. To be {AHEAD} times ahead, the preset's {PAPER.workers} workers have to read "
        f"{AHEAD * rate / PAPER.workers:.0f} each.\n"
    )
