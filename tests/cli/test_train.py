import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from lasaft_nb.cli.train import train
from lasaft_nb.errors import UserError
from lasaft_nb.experiments import curves
from lasaft_nb.results.tables import table
from lasaft_nb.training import checkpoint


def run(*arguments: str):
    app = typer.Typer()
    app.command()(train)
    return CliRunner().invoke(app, list(arguments))


def test_list_names_the_networks_of_an_experiment() -> None:
    result = run("lite_dedicated", "list")
    assert result.output.split() == [f"tfc_tdf-{source}" for source in ("vocals", "drums", "bass", "other")]


def test_a_network_is_trained_and_the_place_of_its_weights_is_said(nano: Path, tmp_path: Path) -> None:
    options = ["--preset", "smoke", "--data-root", str(nano), "--steps", "2", "--device", "cpu", "--out", str(tmp_path)]
    result = run("lite_dedicated", "tfc_tdf-drums", *options, "--no-score")
    assert result.exit_code == 0, result.output
    weights = Path(result.output.splitlines()[0])
    assert weights == tmp_path / "lite_dedicated" / "tfc_tdf-drums__smoke-own__seed0" / "best.safetensors"
    model, card = checkpoint.load(weights)
    assert (model.targets, card["steps"], card["seed"]) == (("drums",), 2, 0)
    assert "2 steps in" in result.output


def test_what_a_reader_trains_stands_in_the_table_marked_as_theirs(
    nano: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LASAFT_NB_RESULTS", raising=False)
    for seed in ("0", "1"):
        words = ["table_3_5", "tfc_17_blocks_time_sampling_no-vocals", "--preset", "smoke", "--seed", seed]
        result = run(*words, "--data-root", str(nano), "--device", "cpu")
        assert result.exit_code == 0, result.output
    cell = (
        table("3.5", preset="smoke")
        .query("row == 'TFC, 17 blocks, time sampling no' and column == 'sdr_vocals'")
        .squeeze()
    )
    kept = [json.loads(path.read_text()) for path in sorted(tmp_path.glob("runs/results/table_3_5/*.json"))]
    sdr = [record["scores"]["vocals"]["SDR"]["median"] for record in kept]
    assert cell["measured"] == pytest.approx(sum(sdr) / 2)
    assert (cell["preset"], cell["seeds"], cell["whose"]) == ("smoke", "0, 1", "yours")
    assert curves.read("table_3_5", preset="smoke")["seed"].unique().tolist() == [0, 1]
    assert [record["training"]["device"] for record in kept] == ["cpu", "cpu"]
    assert "shared machine" not in kept[0].get("notes", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing", "x"], "experiment must be one of"),
        (["lite_dedicated", "x"], "model must be one of"),
        (["lite_dedicated", "tfc_tdf-bass", "--preset", "huge"], "preset must be one of"),
        (["lite_dedicated", "tfc_tdf-bass", "--steps", "0"], "steps must be at least 1, got 0"),
    ],
)
def test_what_is_not_there_is_one_sentence_for_the_user(arguments: list[str], message: str) -> None:
    error = run(*arguments).exception
    assert isinstance(error, UserError)
    assert message in str(error)


def test_a_folder_without_tracks_is_one_sentence_for_the_user(tmp_path: Path) -> None:
    error = run(
        "lite_dedicated", "tfc_tdf-bass", "--preset", "smoke", "--data-root", str(tmp_path), "--out", str(tmp_path)
    ).exception
    assert isinstance(error, UserError)
    assert "holds no tracks" in str(error)
