import json
import math
from pathlib import Path

import pytest
import torch

from lasaft_nb.aml.words import encode
from lasaft_nb.conditioning.description import Words
from lasaft_nb.errors import UserError
from lasaft_nb.models.source_model import SOURCES, build_model
from lasaft_nb.training import checkpoint
from lasaft_nb.training.captured import WORDS, conditions_of
from lasaft_nb.training.fit import excerpt_samples, fit
from lasaft_nb.training.loaders import Excerpted, batch_indices
from lasaft_nb.training.presets import PAPER, SMOKE, Preset, model_config, preset
from lasaft_nb.training.task import (
    SeparationTask,
    fastest,
    learning_rate_factor,
    median_sdr,
    step_seed,
    wanted,
    waveform_l1,
)


def test_processes_share_the_excerpts_of_a_step_without_gap_or_overlap() -> None:
    read = [
        index for step in range(3) for rank in range(2) for index in batch_indices(step, size=4, rank=rank, world=2)
    ]
    assert read == list(range(24))


def test_a_dedicated_model_wants_its_target_and_a_conditioned_one_what_it_is_asked_for() -> None:
    stems = torch.arange(4.0).reshape(1, 4, 1, 1).expand(2, 4, 2, 8)
    model = build_model(model_config("tfc_tdf_7", preset=SMOKE, targets=("bass",)))
    assert wanted(stems, model, None).unique().tolist() == [SOURCES.index("bass")]
    asked = wanted(stems, model, torch.tensor([3, 1]))
    assert asked.shape == (2, 1, 2, 8)
    assert asked[:, 0, 0, 0].tolist() == [3.0, 1.0]


def test_the_cosine_climbs_then_falls_to_a_thousandth() -> None:
    plan = Preset(name="x", sample_rate=1, steps=100, validate_every=10, schedule="cosine", warmup=0.1)
    factors = [learning_rate_factor(step, plan) for step in range(101)]
    assert factors[0] == pytest.approx(0.1)
    assert max(factors) == factors[10] == 1
    assert factors[55] == pytest.approx(0.5)
    assert factors[100] == 1e-3


def test_every_step_and_process_has_a_seed_of_its_own() -> None:
    assert len({step_seed(seed, step, rank) for seed in range(3) for step in range(9) for rank in range(2)}) == 54


def test_paper_keeps_the_published_sizes() -> None:
    for name, n_fft in (("tfc_tdf_7", 2048), ("tfc_tdf_large", 4096)):
        config = model_config(name, preset=PAPER)
        assert (config.n_fft, config.hop_length, config.overrides) == (n_fft, 1024, {})


def test_smaller_presets_keep_what_a_network_is_named_for() -> None:
    lite = preset("lite")
    assert "bottleneck_factor" not in model_config("tfc_tdf_large_no_bottleneck", preset=lite).overrides
    assert model_config("tfc_17_keep_time", preset=lite).overrides["time_levels"] == ()
    assert model_config("tfc_tdf_7", preset=lite, overrides={"channels": 5}).overrides["channels"] == 5


def test_unknown_words_are_refused_with_the_choice() -> None:
    with pytest.raises(ValueError, match="preset must be one of smoke, lite, long, paper, got 'huge'"):
        preset("huge")
    with pytest.raises(ValueError, match="optimizer must be 'adam' or 'rmsprop'"):
        SMOKE.but(optimizer="adamw")
    with pytest.raises(ValueError, match="steps must be at least 1, got 0"):
        SMOKE.but(steps=0)


def test_a_training_step_is_the_models_own_loss() -> None:
    model = build_model(model_config("tfc_tdf_7", preset=SMOKE))
    task, stems = SeparationTask(model, preset=SMOKE, seed=0), torch.randn(2, 4, 2, 1920)
    task.log = lambda *_, **__: None
    expected = model.loss(stems.sum(1), stems[:, :1])
    assert torch.equal(task.training_step((stems.sum(1), stems), 0), expected)


RATE = 100


@pytest.mark.parametrize(
    ("errors", "median"),
    [
        ((0.1, 0.1, 0.1), 20.0),
        ((0.001, 0.1, 1.0), 20.0),  # the middle of 60, 20 and 0 dB, whatever the others are
        ((1.0, 0.001, 0.1), 20.0),  # in any order
        ((0.01, 0.1), 30.0),  # halfway between two
        ((10.0, 10.0, 0.1), -20.0),  # worse than silence
    ],
)
def test_median_sdr_is_the_middle_of_the_seconds_decibels(errors: tuple[float, ...], median: float) -> None:
    """An error of a tenth of the target is 20 dB below it, so the answers need no computing."""
    target = torch.randn(2, len(errors) * RATE + 30)  # what is left of a second doesn't count
    estimate = target.clone()
    for second, error in enumerate(errors):
        span = slice(second * RATE, (second + 1) * RATE)
        estimate[:, span] += error * target[:, span]
    estimate[:, len(errors) * RATE :] = 7
    assert float(median_sdr(estimate, target, RATE)) == pytest.approx(median, abs=1e-3)


def test_both_channels_count_for_a_second() -> None:
    target = torch.ones(2, RATE)
    target[1] = 3
    estimate = target.clone()
    estimate[0] += 1  # energy 10 of the target, 1 of the error
    assert float(median_sdr(estimate, target, RATE)) == pytest.approx(10, abs=1e-3)


def test_waveform_l1_is_in_units_of_full_scale() -> None:
    assert float(waveform_l1(torch.tensor([[0.5, -0.5]]), torch.tensor([[0.25, 0.0]]))) == pytest.approx(0.375)


def test_silent_seconds_are_left_out_and_only_silence_has_no_score() -> None:
    target = torch.randn(2, 3 * RATE)
    estimate = 0.9 * target  # an error 20 dB below the target
    target[:, :RATE] = 0
    assert float(median_sdr(estimate, target, RATE)) == pytest.approx(20, abs=1e-3)
    assert math.isnan(median_sdr(estimate, torch.zeros_like(target), RATE))


def test_other_shapes_and_less_than_a_second_are_refused() -> None:
    with pytest.raises(ValueError, match="estimate must have the target's shape"):
        waveform_l1(torch.zeros(2, 5), torch.zeros(2, 6))
    with pytest.raises(ValueError, match="at least one second"):
        median_sdr(torch.zeros(2, 5), torch.zeros(2, 5), RATE)


CONFIG = model_config("tfc_tdf_7", preset=SMOKE)


def test_a_look_at_both_precisions_leaves_model_and_random_state_as_they_were(nano: Path) -> None:
    torch.manual_seed(3)
    task = SeparationTask(build_model(CONFIG), preset=SMOKE, seed=0)
    data = Excerpted(nano, preset=SMOKE, n_samples=excerpt_samples(CONFIG, SMOKE), seed=0)
    before = {name: value.clone() for name, value in task.state_dict().items()}
    state = torch.get_rng_state()
    found = fastest(task, data.first_batch(), device=torch.device("cpu"), steps=2)
    assert found["precision"] in found["tried"] and set(found["tried"]) == {"32-true", "bf16-mixed"}
    assert not found["graphs"]
    assert min(found["tried"].values()) == found["tried"][found["precision"]] > 0
    assert torch.equal(state, torch.get_rng_state())
    assert all(torch.equal(value, before[name]) for name, value in task.state_dict().items())


def test_a_step_is_no_graph_where_none_can_be(nano: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="graphs=True wants one GPU that CUDA can use, no recomputed blocks"):
        fit(CONFIG, preset=SMOKE, data_root=nano, out_dir=tmp_path, device="cpu", graphs=True)
    assert not any(tmp_path.iterdir())


def test_words_that_a_graph_reads_are_those_of_the_sentences(nano: Path) -> None:
    torch.manual_seed(0)
    model = build_model(model_config("amss_net", preset=SMOKE))
    mixture, truth = torch.randn(2, 2, 4000), torch.randn(2, 1, 2, 4000)
    tokens = encode(["separate vocals", "pan drums, bass to the left side"])
    features, present = conditions_of(model, tokens)
    assert features.shape[1] == present.shape[1] == WORDS
    wanted = model.loss(mixture, truth, tokens)
    found = model.loss(mixture, truth, Words(features, present))
    torch.testing.assert_close(found, wanted)
    gradients = [torch.autograd.grad(loss, list(model.parameters())) for loss in (found, wanted)]
    torch.testing.assert_close(*gradients, rtol=1e-3, atol=1e-6)


def test_auto_trains_as_the_precision_that_it_chose(
    nano: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "lasaft_nb.training.fit.fastest"
    monkeypatch.setattr(module, lambda *_, **__: {"precision": "bf16-mixed", "tried": {"bf16-mixed": 0.1}})
    weights = {
        name: fit(CONFIG, preset=SMOKE, data_root=nano, out_dir=tmp_path / name, device="cpu", precision=name)
        for name in ("auto", "bf16-mixed", "32-true")
    }
    states = {name: checkpoint.load(path)[0].state_dict() for name, path in weights.items()}
    same = [all(torch.equal(value, states[name][key]) for key, value in states["auto"].items()) for name in states]
    assert same == [True, True, False]
    card = checkpoint.read_card(weights["auto"])
    assert (card["precision"], card["tried"]["bf16-mixed"]) == ("bf16-mixed", 0.1)


def test_a_resumed_training_keeps_the_precision_of_its_first_start(
    nano: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("precision.json").write_text(json.dumps({"precision": "bf16-mixed"}))
    monkeypatch.setattr("lasaft_nb.training.fit.fastest", lambda *_, **__: pytest.fail("tried again"))
    weights = fit(CONFIG, preset=SMOKE, data_root=nano, out_dir=tmp_path, device="cpu", precision="auto")
    assert checkpoint.read_card(weights)["precision"] == "bf16-mixed"
    with pytest.raises(pytest.fail.Exception, match="tried again"):
        fit(CONFIG, preset=SMOKE, data_root=nano, out_dir=tmp_path, device="cpu", precision="auto", resume=False)


def test_the_loss_is_computed_in_float32_also_in_half_precision() -> None:
    torch.manual_seed(0)
    audio = 0.1 * torch.randn(2, 2, excerpt_samples(CONFIG, SMOKE))
    model = build_model(model_config("tfc_tdf_7", preset=SMOKE, estimation="DCSE-levels")).eval()
    with torch.autocast("cpu", dtype=torch.bfloat16), torch.no_grad():
        loss = model.loss(audio, audio[:, None])
    assert loss.dtype == torch.float32
