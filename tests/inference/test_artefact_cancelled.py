import numpy as np
import torch
from torch.testing import assert_close

from lasaft_nb.inference.artefact_cancelled import ArtefactCancelled
from lasaft_nb.inference.separator import Separator
from lasaft_nb.models.source_model import SOURCES, ModelConfig, SourceModel, build_model
from lasaft_nb.probes.silence import FLOOR, level, response_to_silence
from lasaft_nb.training.presets import model_config, preset


def untrained() -> SourceModel:
    sizes = {"n_blocks": 3, "channels": 4, "n_layers": 1, "min_units": 4}
    config = ModelConfig(network="tfc_tdf_7", n_fft=256, hop_length=128, sample_rate=8000, overrides=sizes)
    return build_model(config).eval()


def test_silence_stays_silent_and_music_loses_exactly_the_answer_to_silence() -> None:
    model, mixture = untrained(), 0.1 * torch.randn(3, 2, 4000)
    with torch.no_grad():
        cured = ArtefactCancelled(model)(mixture)
        assert_close(cured, model(mixture) - model(torch.zeros(3, 2, 4000)))
    assert level(response_to_silence(model)) > -100
    assert level(response_to_silence(ArtefactCancelled(model))) == FLOOR


def test_a_separator_takes_it_like_any_model() -> None:
    model = untrained()
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
