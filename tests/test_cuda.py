"""What the project computes on a GPU, against the CPU: `pytest -m cuda`. `LASAFT_NB_CUDA_TESTS=cpu` tries the tests."""

import os
from itertools import product
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import pytest
import torch
from torch import Tensor

from lasaft_nb import Manipulator, Separator
from lasaft_nb.errors import UserError
from lasaft_nb.inference.reduced_precision import error, tf32
from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import SOURCES, ModelConfig, SourceModel, build_model
from lasaft_nb.paths import data_dir
from lasaft_nb.spectrogram import Stft, StftConfig
from lasaft_nb.training import checkpoint, history
from lasaft_nb.training.fit import fit
from lasaft_nb.training.presets import model_config, preset

pytestmark = pytest.mark.cuda
TINY = {"n_blocks": 3, "channels": 4, "n_layers": 2, "embedding_dim": 4, "n_dropout": 0, "lstm_layers": 1, "dropout": 0}
SHIPPED = ("lite_dedicated/tfc_tdf-vocals", "table_4_1/gpocm_cunet_lasaft")
CAPTURED = ("tfc_tdf_7", "tdc_rnn_7", "cunet_gpocm_lasaft", "amss_net", "wave_unet")
SINGLE, HALF = -80.0, -25.0  # dB: the most that answers may differ in float32, and in half precision at random weights


@pytest.fixture(scope="module")
def device() -> torch.device:
    wanted = os.environ.get("LASAFT_NB_CUDA_TESTS", "cuda")
    if wanted == "cuda" and not torch.cuda.is_available():
        pytest.skip("needs a GPU that CUDA can use")
    return torch.device(wanted)


def model(name: str) -> SourceModel:
    entry = zoo.spec(name)
    several = entry.conditioned or entry.kind == "waveform"
    config = ModelConfig(
        network=name,
        overrides={key: value for key, value in TINY.items() if key in entry.options()},
        estimation="MME" if name in ("jansson_unet", "original_cunet") else "DCSE",
        n_fft=64,
        hop_length=16,
        targets=SOURCES if several else ("drums",),
    )
    torch.manual_seed(0)
    return without_dropout(build_model(config))


def without_dropout(model: SourceModel) -> SourceModel:
    """Two devices, or two ways to launch a step, draw other numbers."""
    for part in model.modules():
        if isinstance(part, torch.nn.Dropout):
            part.p = 0.0
    return model


def example(model: SourceModel) -> tuple[Tensor, Tensor | None]:
    noise = torch.Generator().manual_seed(1)
    return 0.1 * torch.randn(2, 2, 700, generator=noise), model.ask(["drums", "other"]) if model.conditioned else None


def there(device: torch.device, *tensors: Tensor | None) -> list[Tensor | None]:
    return [None if one is None else one.to(device) for one in tensors]


@torch.inference_mode()
@pytest.mark.parametrize("name", zoo.names())
@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16, torch.float16], ids=str)
def test_networks_answer_as_on_the_cpu(device: torch.device, name: str, kind: torch.dtype) -> None:
    here = model(name).eval()
    mixture, condition = example(here)
    wanted = here(mixture, condition)
    half = kind != torch.float32
    with tf32(half, device), torch.autocast(device.type, dtype=kind if half else torch.bfloat16, enabled=half):
        found = here.to(device)(*there(device, mixture, condition))
    assert found.dtype == torch.float32
    assert error(found.cpu(), wanted) < (HALF if half else SINGLE)


@pytest.mark.parametrize("name", zoo.names())
def test_loss_and_one_step_are_the_cpus(device: torch.device, name: str) -> None:
    def step(place: torch.device) -> tuple[Tensor, Tensor]:
        trained = model(name).to(place).train()
        mixture, condition = there(place, *example(trained))
        assert mixture is not None
        truth = torch.zeros(2, trained.n_outputs, 2, 700, device=place)
        optimizer = torch.optim.SGD(trained.parameters(), lr=0.1)
        with tf32(False, place):
            loss = trained.loss(mixture, truth, condition)
            loss.backward()
            optimizer.step()
        weights = torch.cat([weight.detach().flatten().cpu() for weight in trained.parameters()])
        return loss.detach().cpu(), weights

    (loss, weights), (wanted_loss, wanted_weights) = step(device), step(torch.device("cpu"))
    assert loss.item() == pytest.approx(wanted_loss.item(), rel=1e-4)
    assert error(weights, wanted_weights) < SINGLE


@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float16], ids=str)
@pytest.mark.parametrize("level", [1e-6, 1e3])
def test_spectrograms_stay_in_single_precision(device: torch.device, kind: torch.dtype, level: float) -> None:
    stft = Stft(StftConfig(n_fft=2048, hop_length=1024)).to(device)
    sound = level * torch.randn(1, 2, 44100, device=device)
    with torch.autocast(device.type, dtype=kind):
        spectrogram = stft(sound)
        again = stft.inverse(spectrogram, length=44100)
    assert spectrogram.dtype == torch.complex64
    assert error(again, sound) < -100


@pytest.mark.parametrize("graphs", [False, True])
def test_a_training_that_was_stopped_ends_as_an_unbroken_one(
    device: torch.device, nano: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, graphs: bool
) -> None:
    if graphs and device.type != "cuda":
        pytest.skip("a CPU has no graphs")
    long = preset("smoke").but(steps=12, validate_every=4)

    def train(folder: Path) -> Path:
        config = model_config("tfc_tdf_7", preset=long)
        options = {"precision": "32-true", "deterministic": True, "graphs": graphs}
        return fit(config, preset=long, data_root=nano, out_dir=folder, device=device, **options)

    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # what CUDA wants for equal sums

    def break_off(self: object, trainer: pl.Trainer, *rest: object) -> None:
        if trainer.global_step == 6:
            raise RuntimeError("the power is cut")

    whole = train(tmp_path / "whole")
    with monkeypatch.context() as patched, pytest.raises(RuntimeError, match="the power is cut"):
        patched.setattr(history.History, "on_train_batch_end", break_off)
        train(tmp_path / "broken")
    broken = train(tmp_path / "broken")
    torch.use_deterministic_algorithms(False)
    losses = [
        [row["train_loss"] for row in history.read_csv(path.with_name("history.csv"))] for path in (whole, broken)
    ]
    assert losses[0] == losses[1]
    mended, unbroken = (checkpoint.load(path)[0].state_dict() for path in (broken, whole))
    assert all(torch.equal(mended[name], unbroken[name]) for name in unbroken)


@pytest.mark.parametrize("way", list(product(CAPTURED, ["32-true", "bf16-mixed"])), ids="-".join)
def test_a_captured_step_learns_what_the_plain_one_learns(
    device: torch.device, nano: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: tuple[str, str]
) -> None:
    name, precision = way
    if device.type != "cuda":
        pytest.skip("a CPU has no graphs")
    short = preset("smoke").but(steps=6, validate_every=2)
    targets = SOURCES if name == "wave_unet" else ("vocals",)
    config = model_config(name, preset=short, targets=targets)
    monkeypatch.setattr("lasaft_nb.training.fit.build_model", lambda config: without_dropout(build_model(config)))
    losses = []
    with tf32(False, device):
        for graphs in (False, True):
            options = {"graphs": graphs, "precision": precision, "device": device}
            weights = fit(config, preset=short, data_root=nano, out_dir=tmp_path / str(graphs), **options)
            losses.append([row["train_loss"] for row in history.read_csv(weights.with_name("history.csv"))])
            assert checkpoint.read_card(weights)["graphs"] is graphs
    assert losses[1] == pytest.approx(losses[0], rel=1e-3 if precision == "32-true" else 3e-2)


def test_a_full_memory_is_one_sentence_with_the_cure(device: torch.device) -> None:
    if device.type != "cuda":
        pytest.skip("a CPU's memory can't be bounded")
    separator = Separator.from_pretrained(SHIPPED[0], device=device, batch_size=64)
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(0.002)
    try:
        with pytest.raises(UserError, match="ran out of memory; use a smaller batch_size, or device 'cpu'"):
            separator.separate(0.1 * torch.randn(44100 * 60, 2), sample_rate=44100, progress=False)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)


@pytest.fixture(scope="module")
def song() -> Tensor:
    from lasaft_nb.audio import read_audio
    from lasaft_nb.data import example_song

    samples, _ = read_audio(example_song())
    return torch.from_numpy(samples[: 44100 * 10])


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize(("precision", "bound"), [("exact", -60.0), ("fast", -40.0), ("bfloat16", -35.0)])
def test_songs_are_separated_as_on_the_cpu(
    device: torch.device, song: Tensor, name: str, precision: Any, bound: float
) -> None:
    assert (data_dir() / "weights" / f"{name}.safetensors").is_file()
    call = {"sample_rate": 44100, "progress": False}
    wanted = Separator.from_pretrained(name, device="cpu", engine="torch").separate(song, "vocals", **call)
    there = Separator.from_pretrained(name, device=device, precision=precision, engine="torch")
    assert error(there.separate(song, "vocals", **call), wanted) < bound


def test_songs_are_manipulated_as_on_the_cpu(device: torch.device, song: Tensor) -> None:
    call = {"sample_rate": 44100, "progress": False}
    network = "table_5_2/amss_net_levels_in_the_loss"
    wanted, found = (
        Manipulator.from_pretrained(network, device=place, engine="torch").manipulate(song, "mute drums", **call)
        for place in (torch.device("cpu"), device)
    )
    assert error(found, wanted) < -60
