import numpy as np
import pytest
import soundfile

from lasaft_nb.experiments import without_networks
from lasaft_nb.results import records
from lasaft_nb.sources import SOURCES

RATE = 2000


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    """One training and one test song of four noisy tones each, 3 s."""
    root, time = tmp_path_factory.mktemp("songs"), np.arange(3 * RATE) / RATE
    for index, subset in enumerate(("train", "test")):
        rng = np.random.default_rng(index)
        folder = root / subset / f"{subset} song"
        folder.mkdir(parents=True)
        stems = {}
        for place, source in enumerate(SOURCES):
            tone = np.sin(2 * np.pi * (110 + 190 * place) * time) * np.abs(np.sin((place + 2) * time))
            stems[source] = (0.1 * tone[:, None] + 0.02 * rng.standard_normal((len(time), 2))).astype(np.float32)
        for name, stem in (stems | {"mixture": sum(stems.values())}).items():
            soundfile.write(folder / f"{name}.wav", stem, RATE, subtype="FLOAT")
    return root


@pytest.fixture(scope="module")
def scores(dataset, tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("LASAFT_NB_RESULTS", str(tmp_path_factory.mktemp("results")))
    paths = without_networks.run(dataset, preset="smoke", progress=False)
    patch.undo()
    return {record["row"]: record for record in map(records.read, paths)}


def _sdr(record, source: str = "vocals") -> float:
    return record["scores"][source]["SDR"]["median"]


def test_every_method_leaves_a_record_of_the_test_split(scores) -> None:
    assert len(scores) == 14 and all(record["dataset"]["split"] == "test" for record in scores.values())
    assert all(set(record["scores"]) == set(SOURCES) for row, record in scores.items() if row != "HPSS")
    assert set(scores["HPSS"]["scores"]) == {"drums"}


def test_the_mixture_scores_as_the_baseline_that_every_record_carries(scores) -> None:
    assert all(
        _sdr(scores["mixture"]) == record["mixture"]["vocals"]["SDR"]["median"]
        for record in scores.values()
        if "vocals" in record["scores"]
    )


def test_oracles_stand_above_separation_and_separation_above_nothing(scores) -> None:
    assert _sdr(scores["mixture"]) < _sdr(scores["NMF, oracle assignment"]) < _sdr(scores["phase-sensitive mask"])
    assert (
        _sdr(scores["phase-sensitive mask"]) < _sdr(scores["bounded complex mask"]) < _sdr(scores["ideal complex mask"])
    )
