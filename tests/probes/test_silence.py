import numpy as np
import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.inference.separator import Separator
from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import SOURCES, ModelConfig, SourceModel, build_model
from lasaft_nb.probes.silence import (
    FLOOR,
    OFFSETS,
    ArtefactCancelled,
    level,
    pause_levels,
    pauses,
    quieter_in_pauses,
    response_to_silence,
    without_offsets,
)
from lasaft_nb.spectrogram import Stft, StftConfig
from lasaft_nb.training.presets import model_config, preset

RATE = 8000


def untrained(estimation: str, **changes: object) -> SourceModel:
    sizes = {"n_blocks": 3, "channels": 4, "n_layers": 1, "min_units": 4}
    options = {"n_fft": 256, "hop_length": 128, "sample_rate": RATE, "overrides": sizes, **changes}
    return build_model(ModelConfig(network="tfc_tdf_7", estimation=estimation, **options))


def test_a_level_is_the_root_mean_square_in_decibels_of_full_scale() -> None:
    sine = np.sin(2 * np.pi * 100 * np.arange(RATE) / RATE)
    assert level(sine) == pytest.approx(-3.01, abs=0.01)
    assert level(0.001 * np.ones((5, 2))) == pytest.approx(-60)
    assert level(np.zeros(3)) == FLOOR


@pytest.mark.parametrize("masked", ["MME", "CME-sigmoid", "CME-tanh", "CME-sigmoid-complex"])
def test_what_multiplies_the_mixture_answers_silence_with_digital_silence(masked: str) -> None:
    answer = response_to_silence(untrained(masked), seconds=0.5)
    assert answer.shape == (RATE // 2, 2)
    assert level(answer) == FLOOR


def test_dcse_answers_silence_with_its_biases() -> None:
    assert level(response_to_silence(untrained("DCSE"), seconds=0.5)) > -100


def test_only_dedicated_models_are_asked() -> None:
    with pytest.raises(ValueError, match="dedicated to one source, got targets vocals, drums"):
        response_to_silence(untrained("DCSE", targets=("vocals", "drums")))


def test_only_seconds_in_which_the_source_pauses_have_a_level() -> None:
    source, estimate = np.full((3 * RATE + 5, 2), 0.5), np.full((3 * RATE + 5, 2), 0.1)
    source[RATE : 2 * RATE] = 1e-4  # -80 dBFS
    np.testing.assert_allclose(pause_levels(source, estimate, RATE), [np.nan, -20, np.nan])


def half_silent() -> np.ndarray:
    sound = np.random.default_rng(0).standard_normal((4096, 2))
    sound[2048:] = 0
    return sound


def test_a_pause_is_where_the_frames_of_the_stft_are_silent() -> None:
    sound = half_silent()
    stft = Stft(StftConfig(n_fft=256, hop_length=64))
    spectrum = stft(torch.from_numpy(sound.T.astype(np.float32))[None])[0].abs().sum((0, -1)).numpy()
    found = pauses(sound, n_fft=256, hop_length=64)
    assert found.shape == spectrum.shape == (65,)
    assert spectrum[found].max() < 1e-2 * spectrum[~found].mean()
    assert abs(found.sum() - 32) <= 2


def test_a_signal_with_a_hundredth_of_the_power_is_twenty_decibels_quieter() -> None:
    pause = np.arange(20) < 10
    assert quieter_in_pauses(np.where(pause, 0.01, 1.0), pause) == pytest.approx(20)
    assert quieter_in_pauses(np.ones(20), pause) == pytest.approx(0)


def test_too_few_frames_give_no_number_and_other_lengths_are_refused() -> None:
    assert np.isnan(quieter_in_pauses(np.ones(20), np.arange(20) < 4))
    with pytest.raises(ValueError, match="one value a frame"):
        quieter_in_pauses(np.ones(3), np.ones(4, dtype=bool))


@pytest.fixture
def network() -> torch.nn.Module:
    """A small network that has seen data in training mode, so that its running means are not zero."""
    network = zoo.build("tfc_tdf_7", n_fft=128, channels=2, n_layers=1, n_blocks=3, min_units=4)
    with torch.no_grad():
        network.train()(torch.randn(2, 4, 8, 65))
        for parameter in network.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return network.eval()


def answer_to_nothing(network: torch.nn.Module) -> float:
    with torch.no_grad():
        return float(network(torch.zeros(1, 4, 8, 65)).abs().max())


def test_zeros_give_zeros_only_when_all_three_offsets_are_gone(network: torch.nn.Module) -> None:
    assert answer_to_nothing(without_offsets(network, OFFSETS)) == 0
    for kept in OFFSETS:
        assert answer_to_nothing(without_offsets(network, [kind for kind in OFFSETS if kind != kept])) > 1e-3


def test_the_network_itself_is_left_as_it_was(network: torch.nn.Module) -> None:
    before = answer_to_nothing(network)
    without_offsets(network, OFFSETS)
    assert answer_to_nothing(network) == before > 0


def test_recurrent_layers_lose_their_biases_too() -> None:
    network = zoo.build("tdc_rnn_7", n_fft=128, channels=2, n_layers=1, n_blocks=3, min_units=4)
    assert answer_to_nothing(without_offsets(network, OFFSETS)) == 0


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ValueError, match="biases, shifts, running means, got gains"):
        without_offsets(torch.nn.Linear(1, 1), ["gains"])


def test_a_model_that_is_being_trained_is_evaluated_and_left_in_training() -> None:
    model = untrained("DCSE").train()
    statistics = {name: buffer.clone() for name, buffer in model.named_buffers()}
    answer = response_to_silence(model, seconds=1)
    assert model.training
    assert all(part.training for part in model.modules())
    assert all(torch.equal(buffer, statistics[name]) for name, buffer in model.named_buffers())
    torch.testing.assert_close(answer, response_to_silence(model.eval(), seconds=1))


def test_silence_stays_silent_and_music_loses_exactly_the_answer_to_silence() -> None:
    model, mixture = untrained("DCSE").eval(), 0.1 * torch.randn(3, 2, 4000)
    with torch.no_grad():
        cured = ArtefactCancelled(model)(mixture)
        assert_close(cured, model(mixture) - model(torch.zeros(3, 2, 4000)))
    assert level(response_to_silence(model)) > -100
    assert level(response_to_silence(ArtefactCancelled(model))) == FLOOR


def test_a_separator_takes_it_like_any_model() -> None:
    model = untrained("DCSE").eval()
    separator = Separator(ArtefactCancelled(model), window_seconds=1)
    assert separator.targets == ("vocals",)
    out = separator.separate(np.zeros((16000, 2), dtype=np.float32), sample_rate=8000, progress=False)
    assert out.shape == (16000, 2)
    assert level(out) < -140


def test_every_request_loses_its_own_answer_to_silence() -> None:
    sizes = {"n_blocks": 3, "channels": 4, "n_layers": 1, "min_units": 4, "bottleneck_factor": 4}
    common = {"n_fft": 256, "hop_length": 128, "sample_rate": 8000, "overrides": sizes, "targets": SOURCES}
    model = build_model(ModelConfig(network="cunet_film_tdf", **common)).eval()
    mixture, silence = 0.1 * torch.randn(2, 2, 4000), torch.zeros(1, 2, 4000)
    with torch.no_grad():
        cured, plain = (one.sources(mixture, SOURCES) for one in (ArtefactCancelled(model), model))
        nothing = model.sources(silence, SOURCES)
        assert_close(cured, plain - nothing)
        assert (nothing[:, 0] - nothing[:, 1]).abs().max() > 1e-6  # they differ, so one can't stand for all
        assert ArtefactCancelled(model).sources(silence, SOURCES).abs().max() == 0


def test_a_model_that_reads_sentences_is_still_asked_by_sentences() -> None:
    config = model_config("amss_net", preset=preset("smoke"))
    model = build_model(config).eval()
    cured, silence = ArtefactCancelled(model), torch.zeros(1, 2, 4000)
    assert cured.reads_sentences
    with torch.no_grad():
        assert cured.sources(silence, ("drums", "other")).abs().max() == 0
