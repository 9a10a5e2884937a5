import shutil

import numpy as np
import pytest
import soundfile
import torch
import typer
from typer.testing import CliRunner

from lasaft_nb.cli import evaluate as cli
from lasaft_nb.errors import UserError
from lasaft_nb.inference.manipulator import DEFAULT
from lasaft_nb.results import records
from lasaft_nb.sources import SOURCES
from tests.toy_tracks import RATE


class QuietMixture:
    """A separator of one weight."""

    targets, device, card, model = ("vocals",), "cpu", {"preset": "smoke", "seed": 4}, torch.nn.Linear(1, 1)

    def separate(self, source, target, *, sample_rate, progress):
        return source * 0.5


@pytest.fixture
def dataset(tmp_path):
    rng = np.random.default_rng(0)
    for name in ("one", "two"):
        stems = {source: 0.1 * rng.standard_normal((3 * RATE, 2)) for source in SOURCES}
        folder = tmp_path / "data" / "test" / name
        folder.mkdir(parents=True)
        for stem, audio in (stems | {"mixture": sum(stems.values())}).items():
            soundfile.write(folder / f"{stem}.wav", audio, RATE)
    return tmp_path / "data"


@pytest.fixture
def shell(monkeypatch):
    monkeypatch.setattr(cli, "_load", lambda weights, device: QuietMixture())
    app = typer.Typer()
    app.command()(cli.evaluate)
    app.command()(cli.reproduce)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=True)


def test_evaluate_prints_scores_beside_the_mixture_and_writes_a_record(shell, dataset, tmp_path) -> None:
    result = shell("evaluate", "quiet", "--data-root", dataset, "--jobs", 1, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "vocals" in result.output and "mixture SDR" in result.output and "gain" in result.output
    (record,) = records.find("evaluate", root=tmp_path / "out")
    assert (record["row"], record["preset"], record["seed"], record["parameters"]) == ("quiet", "smoke", 4, 2)
    assert record["dataset"]["split"] == "test" and len(record["scores"]["vocals"]["SIR"]["per_track"]) == 2
    (files,) = (tmp_path / "out" / "evaluate").glob("quiet__smoke__seed4/data-*/museval/test")
    assert {path.stem for path in files.iterdir()} == {"one", "two"}


def test_a_record_is_filed_by_the_card_and_one_of_another_dataset_stands_beside_it(
    shell, dataset, tmp_path, monkeypatch
) -> None:
    card = {"preset": "lite", "seed": 2, "experiment": "table_3_5", "row": "TFC, 17 blocks, time sampling no"}
    monkeypatch.setattr(QuietMixture, "card", card)
    other = tmp_path / "other"
    shutil.copytree(dataset, other)
    shutil.rmtree(other / "test" / "two")
    for root in (dataset, other):
        result = shell("evaluate", "x.safetensors", "--data-root", root, "--jobs", 1, "--out", tmp_path / "out")
        assert result.exit_code == 0, result.output
    found = records.find("table_3_5", root=tmp_path / "out")
    assert [(one["row"], one["preset"], one["seed"]) for one in found] == [(card["row"], "lite", 2)] * 2
    assert {one["dataset"]["name"] for one in found} == {"data", "other"}
    folders = sorted((tmp_path / "out" / "table_3_5").glob("*/*/museval/test"))
    assert [len(list(folder.iterdir())) for folder in folders] == [2, 1]
    shell("evaluate", "x.safetensors", "--data-root", dataset, "--jobs", 1, "--tracks", 1, "--out", tmp_path / "out")
    assert len(records.find("table_3_5", root=tmp_path / "out")) == 2  # a part of the songs is no number of the table
    (part,) = records.find("evaluate", root=tmp_path / "out")
    assert part["dataset"]["tracks"] == 1


def test_evaluate_scores_only_the_tracks_that_are_asked_for(shell, dataset, tmp_path) -> None:
    shell("evaluate", "quiet", "--data-root", dataset, "--jobs", 1, "--tracks", 1, "--out", tmp_path / "out")
    (record,) = records.find("evaluate", root=tmp_path / "out")
    assert record["dataset"]["tracks"] == 1


def test_wrong_words_are_refused_in_one_sentence(shell, dataset) -> None:
    subset = shell("evaluate", "quiet", "--data-root", dataset, "--subset", "tests")
    assert isinstance(subset.exception, UserError) and "must be train, valid or test, got tests" in str(
        subset.exception
    )
    target = shell("evaluate", "quiet", "--data-root", dataset, "--target", "piano")
    assert isinstance(target.exception, UserError) and "targets must be among vocals" in str(target.exception)
    table = shell("reproduce", "9.9")
    assert isinstance(table.exception, UserError) and "table must be one of 3.1" in str(table.exception)
    preset = shell("reproduce", "3.5", "--preset", "huge")
    assert isinstance(preset.exception, UserError) and "--preset must be smoke, lite, long or paper" in str(
        preset.exception
    )


def test_weights_that_are_not_there_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lasaft_nb.inference.pretrained.pretrained_names", tuple)
    with pytest.raises(UserError, match="train one"):
        cli._load(DEFAULT, "cpu")
    with pytest.raises(UserError, match=r"nowhere\.safetensors is not there"):
        cli._load("nowhere.safetensors", "cpu")


def test_a_network_that_reads_sentences_is_scored_on_21_manipulations_too(
    monkeypatch, shell, dataset, tmp_path
) -> None:
    from lasaft_nb import Separator
    from lasaft_nb.metrics.evaluate import evaluate_tracks
    from lasaft_nb.models.source_model import ModelConfig, build_model
    from lasaft_nb.training.presets import SMOKE, model_config

    asked = []
    config = ModelConfig.from_dict({**model_config("amss_net", preset=SMOKE).to_dict(), "sample_rate": 12000})
    separator = Separator(build_model(config), device="cpu", name="tiny")
    monkeypatch.setattr(cli, "_load", lambda weights, device: asked.append(weights) or separator)
    plainly = lambda *args, jobs, dask, museval_dir, subset: evaluate_tracks(*args, metrics=("SDR",), progress=False)  # noqa: E731
    monkeypatch.setattr("lasaft_nb.metrics.evaluate.evaluate_tracks", plainly)
    result = shell("evaluate", "amss", "--data-root", dataset, "--tracks", 1, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert asked == [DEFAULT]
    assert "better than no manipulation: " in result.output
    rows = {record["row"]: record for record in records.find("evaluate", root=tmp_path / "out")}
    name = DEFAULT
    assert set(rows) == {name, f"{name}, manipulation"}
    assert len(rows[f"{name}, manipulation"]["scores"]) == len(rows[f"{name}, manipulation"]["mixture"]) == 24
    assert set(rows[name]["scores"]) == set(SOURCES)
