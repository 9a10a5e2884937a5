import re
from pathlib import Path

import numpy as np
import pytest

from lasaft_nb import experiments
from lasaft_nb.data import tracks
from lasaft_nb.inference.separator import Separator
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.paths import data_dir
from lasaft_nb.results import records
from lasaft_nb.training import checkpoint

WEIGHTS = sorted((data_dir() / "weights").glob("*/*.safetensors"))


@pytest.mark.parametrize("target", ["vocals", "drums", "bass"])
def test_a_shipped_network_still_lifts_a_source_out_of_a_song_that_it_has_not_heard(nano: Path, target: str) -> None:
    """Separated and scored here, so a fault in loading, separating or scoring is seen; gains are 7 to 15 dB."""
    (song,) = tracks(nano, "test")
    mixture, truth = song.mixture(), song.stem(target)
    network = Separator.from_pretrained(f"lite_dedicated/tfc_tdf-{target}", device="cpu")
    estimate = network.separate(mixture, target, sample_rate=song.sample_rate, progress=False)
    after, before = (np.nanmedian(framewise_sdr(truth, one, song.sample_rate)) for one in (estimate, mixture))
    assert after - before >= 5


@pytest.mark.parametrize("path", WEIGHTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_shipped_weights_load_and_their_card_has_the_scores_of_the_record(path: Path) -> None:
    model, card = checkpoint.load(path)
    assert set(card["scores"]) == set(model.targets)
    same = {name: card[name] for name in ("preset", "seed", "model", "steps")}
    found = [one for one in records.find(path.parent.name) if all(one[name] == same[name] for name in same)]
    assert found, "no record of this training"
    said = {target: medians["SDR"] for target, medians in card["scores"].items()}
    recorded = [{target: by["SDR"]["median"] for target, by in one["scores"].items()} for one in found]
    assert said in recorded  # several, where trainings differ in what was learned alone


def test_shipped_weights_are_small() -> None:
    assert max(path.stat().st_size for path in WEIGHTS) < 4e6
    assert sum(path.stat().st_size for path in WEIGHTS) < 54e6  # a wheel may have 100 MB


def test_every_record_of_an_experiment_is_that_of_a_trained_network() -> None:
    """A table's row was once taken from an estimate that had been changed after the network: adopted, but not its."""
    for name in experiments.names():
        for record in records.find(name):
            assert record["parameters"] > 0 and record["steps"] > 0, records.path_of(record)
            if adopted := re.match(r"the training of ([a-z0-9_]+), row (.*?)(;|$)", record.get("notes", "")):
                source, row = adopted[1], adopted[2]
                assert source in experiments.names(), records.path_of(record)
                same = ("seed", "preset", "steps", "dataset", "scores")
                assert any(all(record[key] == one[key] for key in same) for one in records.find(source, row=row)), (
                    records.path_of(record)
                )
