import numpy as np
import torch
from torch.testing import assert_close

from lasaft_nb.inference.artefact_cancelled import ArtefactCancelled
from lasaft_nb.inference.separator import Separator
from lasaft_nb.models.source_model import ModelConfig, SourceModel, build_model
from lasaft_nb.probes.silence import FLOOR, level, response_to_silence


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
