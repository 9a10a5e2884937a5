"""The appendix on speed: every number from a record, and readable where there is none."""

from pathlib import Path

import pytest
from book_site import REPOSITORY, module

from lasaft_nb.probes import scaling
from lasaft_nb.results import benchmarks

BOOK = REPOSITORY / "book"
generated_pages = module("book/_ext/generated_pages.py")
ROWS = {
    "memory": [
        {"what": "import lasaft_nb", "seconds": 0.25},
        {"what": "none, 60 s", "network": "none", "audio": 60, "megabytes": 200.0},
        {"what": "none, 3600 s", "network": "none", "audio": 3600, "megabytes": 210.0},
    ],
    "memory_hour": [
        {"what": "tfc_7, 60 s", "network": "tfc_7", "audio": 60, "megabytes": 500.0},
        {"what": "tfc_7, 3600 s", "network": "tfc_7", "audio": 3600, "megabytes": 550.0},
    ],
    "training": [
        {"what": "tfc_7", "way": "plain", "seconds": 2.0, "megabytes": 400.0},
        {"what": "tfc_7", "way": "recomputed", "seconds": 3.0, "megabytes": 100.0},
        {"what": "demucs", "way": "2 processes", "seconds": 1.0, "largest_difference_of_loss": 0.000012},
    ],
    "gpu": [
        {"what": "tfc_7, paper", "way": "bfloat16", "milliseconds": 41.0},
        {"what": "tfc_7, 1 source", "way": "exact", "times_real_time": 777.0},
    ],
    "loaders": [{"source": "wav", "workers": 1, "excerpts_per_second": 102.0}],
    "separation": [
        {"network": "tfc_7", "path": "new & fast", "real_time_factor": 0.125, "times_plain": 4.0},
        {"network": "tfc_tdf_7", "path": "plain", "real_time_factor": 0.5, "times_plain": 1.0},
        {"network": "tfc_tdf_7", "path": "fast", "real_time_factor": 0.25, "times_plain": 2.0},
    ],
    "scaling": [
        {
            "curve": one.curve,
            "value": one.value,
            "network": one.network,
            "seconds": 2.0 * number,
            "gflop": 10.0 * number,
        }
        for number, one in enumerate(scaling.points(), 1)
    ],
}


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(benchmarks, "shipped_dir", lambda: tmp_path)
    return tmp_path


def page() -> str:
    text = (BOOK / "appendix/speed_and_scale.md").read_text("utf-8")
    return generated_pages.filled(text, page="book/appendix/speed_and_scale", book=BOOK, repository="")


def test_without_records_the_page_says_that_nothing_is_measured_yet(results: Path) -> None:
    text = page()
    assert text.count("*Not measured yet: `make bench`.*") == 10
    assert "*Not measured yet: `tools/bench_memory.py --hour`.*" in text


def test_every_row_of_every_record_is_shown_with_its_ratios(results: Path) -> None:
    for name, rows in ROWS.items():
        benchmarks.write(name, rows, repeats=5, seconds_of_excerpt=2.95, steps=12, gpu="some GPU", windows=8)
    text = page()
    assert "Not measured" not in text
    assert "<td>none</td><td>60.0</td><td>210</td><td>1.05</td>" in text
    assert "<td>tfc_7</td><td>60.0</td><td>550</td><td>1.10</td>" in text
    assert "<td>recomputed</td><td>100</td><td>0.25</td><td>3.00</td><td>1.50</td>" in text
    assert "<td>new &amp; fast</td><td>0.125</td><td>4.00</td>" in text
    assert "<td>0.000012</td>" in text
    assert "<td>bfloat16</td><td>41</td>" in text
    assert "<td>exact</td><td>777</td>" in text
    assert "tfc_tdf_7: 7.07 dB, 0.50 plain and 0.25 at best" in text
    assert 'alt="Five panels of processor seconds' in text
    assert text.count("<td>1.00</td></tr>") >= len(ROWS["scaling"])  # the model fits what was made up by it


def test_the_need_of_a_gpu_is_the_cost_pages_assumption_turned_round() -> None:
    speed, cost = generated_pages.speed_page, generated_pages.cost_page
    seconds = cost.PAPER.steps * cost.PAPER.batch_size / speed.wanted()
    record = "TFC-TDF, 7 blocks</td>"
    row = next(line for line in cost.costs(page="", book=BOOK, repository="").splitlines() if record in line)
    assert f"<td>{seconds / 3600:.0f}</td></tr>" in row
