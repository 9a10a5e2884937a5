from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from lasaft_nb.cli.train import train
from lasaft_nb.errors import UserError
from lasaft_nb.models import checkpoint


def run(*arguments: str):
    app = typer.Typer()
    app.command()(train)
    return CliRunner().invoke(app, list(arguments))


def test_list_names_the_networks_of_an_experiment() -> None:
    result = run("lite_dedicated", "list")
    assert result.output.split() == [f"tfc_tdf-{source}" for source in ("vocals", "drums", "bass", "other")]


def test_a_network_is_trained_and_the_place_of_its_weights_is_said(nano: Path, tmp_path: Path) -> None:
    options = ["--preset", "smoke", "--data-root", str(nano), "--steps", "2", "--device", "cpu", "--out", str(tmp_path)]
    result = run("lite_dedicated", "tfc_tdf-drums", *options)
    assert result.exit_code == 0, result.output
    weights = Path(result.output.splitlines()[0])
    assert weights == tmp_path / "lite_dedicated" / "tfc_tdf-drums__smoke__seed0" / "best.safetensors"
    model, card = checkpoint.load(weights)
    assert (model.targets, card["steps"], card["seed"]) == (("drums",), 2, 0)
    assert "2 steps in" in result.output


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
