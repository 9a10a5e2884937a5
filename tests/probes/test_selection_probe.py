import pytest
import torch

from lasaft_nb.aml.words import encode
from lasaft_nb.conditioning.smpocm import SMPoCM
from lasaft_nb.models.source_model import build_model
from lasaft_nb.probes.selection_probe import mean_selection, shares_of_words
from lasaft_nb.training.presets import SMOKE, model_config


def test_a_gate_that_is_forced_shut_or_open_is_seen_as_such() -> None:
    model = build_model(model_config("amss_net", preset=SMOKE, estimation="stereo-mask")).eval()
    (gate,) = [part for part in model.modules() if isinstance(part, SMPoCM)]
    select = gate.to_pocm.heads[0]
    select.weight.data.zero_()
    biases = torch.zeros(6, 7)  # (latent channel, weights and bias)
    biases[:, -1] = torch.tensor([-30.0, 0.0, 30.0, 0.0, 0.0, 0.0])
    select.bias.data = biases.flatten()
    found = mean_selection(model, torch.randn(1, 2, 4000), encode(["mute drums"]))
    assert found.shape == (1, 6)
    assert found[0].tolist() == pytest.approx([0, 0.5, 1, 0.5, 0.5, 0.5], abs=1e-6)
    assert not gate._forward_hooks


def test_the_baseline_without_gates_is_refused() -> None:
    model = build_model(model_config("amss_net_no_smpocm", preset=SMOKE, estimation="stereo-mask")).eval()
    with pytest.raises(ValueError, match="SMPoCM"):
        mean_selection(model, torch.randn(1, 2, 4000), encode(["mute drums"]))


def test_variance_is_shared_out_to_verb_noun_and_their_combination() -> None:
    verb, noun = torch.randn(5, 1), torch.randn(1, 3)
    both = torch.randn(5, 3)
    both = both - both.mean(0) - both.mean(1, keepdim=True) + both.mean()
    values = torch.stack([verb.expand(5, 3), noun.expand(5, 3), both, verb + noun + both], dim=-1)
    shares = shares_of_words(values)
    assert shares["verb"][0] == pytest.approx(1)
    assert shares["noun"][1] == pytest.approx(1)
    assert shares["both"][2] == pytest.approx(1, abs=1e-5)
    torch.testing.assert_close(sum(shares.values()), torch.ones(4))
