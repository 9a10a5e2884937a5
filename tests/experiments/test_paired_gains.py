from pathlib import Path

import pytest

from lasaft_nb.experiments import paired_gains
from lasaft_nb.metrics.summary import summarise, track_scores
from lasaft_nb.results import records
from lasaft_nb.sources import SOURCES


def record(row: str, sdr: float, root: Path) -> None:
    """A record of table 4.1 with two songs, ``sdr`` and ``sdr + 1`` dB, for every source."""
    summary = summarise([track_scores("one", [sdr]), track_scores("two", [sdr + 1])])
    records.write(
        records.make(
            experiment="table_4_1",
            row=row,
            preset="lite",
            seed=0,
            dataset={"name": "toy", "fingerprint": "", "split": "test"},
            scores={source: {"SDR": dict(summary)} for source in SOURCES},
        ),
        root,
    )


@pytest.fixture
def _results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A results' folder whose GPoCM CUNet with LaSAFT is 1.4 dB ahead."""
    monkeypatch.setattr(records, "data_dir", lambda: tmp_path / "none")
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    record("GPoCM CUNet", 2.1, tmp_path)
    record("GPoCM CUNet + LaSAFT", 3.5, tmp_path)


@pytest.mark.usefixtures("_results")
def test_gains_are_differences_song_by_song() -> None:
    path = paired_gains.write("GPoCM CUNet + LaSAFT", "GPoCM CUNet")
    assert path is not None
    summary = records.read(path)["scores"]["other"]["SDR gain"]
    assert [one["frames"] for one in summary["per_track"]] == [[1.4], [1.4]]
    assert paired_gains.write("GPoCM CUNet + LaSAFT", paired_gains.DEDICATED) is None


def test_a_song_without_a_score_in_one_record_has_no_gain() -> None:
    left = {"SDR": {"per_track": [{"track": "a", "median": 3.0}, {"track": "b", "median": None}]}}
    right = {"SDR": {"per_track": [{"track": "a", "median": 1.0}, {"track": "b", "median": 2.0}]}}
    assert paired_gains.gains(left, right) == {"a": 2.0}
