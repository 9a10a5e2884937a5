import numpy as np
import pytest
import torch

from lasaft_nb.aml.words import encode
from lasaft_nb.models.source_model import build_model
from lasaft_nb.probes.latent_source_channels import LatentSounds, last_block
from lasaft_nb.training.presets import SMOKE, model_config

SENTENCE = "mute drums"


def model_of(network: str, estimation: str = "stereo-mask"):
    return build_model(model_config(network, preset=SMOKE, estimation=estimation)).eval()


@pytest.fixture
def mixture() -> np.ndarray:
    return np.random.default_rng(0).uniform(-0.3, 0.3, (SMOKE.sample_rate // 2, 2)).astype(np.float32)


@pytest.mark.parametrize("network", ["amss_net", "amss_net_no_csa", "amss_net_no_smpocm"])
@pytest.mark.parametrize("estimation", ["stereo-mask", "DCSE"])
def test_the_channels_add_up_to_the_output(network: str, estimation: str, mixture) -> None:
    sounds = LatentSounds(model_of(network, estimation), mixture, SENTENCE)
    assert len(sounds) == 6  # two heads of three
    np.testing.assert_allclose(sounds.without + sum(sounds), sounds.output, atol=1e-5)


def test_a_channel_is_what_is_lost_when_it_alone_is_masked(mixture) -> None:
    model = model_of("amss_net")
    sounds = LatentSounds(model, mixture, SENTENCE)
    mask = torch.ones(1, 6, 1, 1)
    mask[:, 4] = 0
    hook = last_block(model).manipulate.register_forward_hook(lambda _, inputs, output: output * mask)
    with torch.inference_mode():
        masked = model(torch.from_numpy(mixture.T)[None], encode([SENTENCE]))[0, 0].T.numpy()
    hook.remove()
    np.testing.assert_allclose(sounds.output - masked, sounds[4], atol=1e-5)
    assert np.abs(sounds[4]).max() > 0


def test_other_networks_and_channels_are_refused(mixture) -> None:
    with pytest.raises(ValueError, match="AMSS-Net"):
        LatentSounds(model_of("cunet_film", "DCSE"), mixture, SENTENCE)
    with pytest.raises(IndexError, match=r"0\.\.5"):
        LatentSounds(model_of("amss_net"), mixture, SENTENCE)[6]
