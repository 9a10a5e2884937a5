from pathlib import Path

import pytest

from lasaft_nb.models import checkpoint
from lasaft_nb.paths import data_dir
from lasaft_nb.results import records

WEIGHTS = sorted((data_dir() / "weights").glob("*/*.safetensors"))


def gain(target: str) -> float:
    """How much the network's median SDR lies above the mixture's, in dB."""
    (record,) = [
        one for one in records.find("lite_dedicated", preset="lite") if target in one["scores"] and one["seed"] == 0
    ]
    return record["scores"][target]["SDR"]["median"] - record["mixture"][target]["SDR"]["median"]


@pytest.mark.parametrize("target", ["vocals", "drums", "bass"])
def test_lite_lifts_the_sdr_by_eight_decibels(target: str) -> None:
    assert gain(target) >= 8


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
    assert sum(path.stat().st_size for path in WEIGHTS) < 70e6  # a wheel may have 100 MB
