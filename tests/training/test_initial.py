import torch

from lasaft_nb.paths import data_dir
from lasaft_nb.probes.tdf_maps import tdfs
from lasaft_nb.training import checkpoint
from lasaft_nb.training.initial import before_training


def alike(a: torch.Tensor, b: torch.Tensor) -> float:
    return float(torch.corrcoef(torch.stack([a.flatten(), b.flatten()]))[0, 1])


def test_a_shipped_network_resembles_the_weights_of_its_own_seed_and_of_no_other() -> None:
    model, card = checkpoint.load(data_dir() / "weights" / "lite_dedicated" / "tfc_tdf-vocals")
    own, other = (tdfs(before_training({**card, "seed": seed})) for seed in (card["seed"], card["seed"] + 1))
    for name, tdf in tdfs(model).items():
        trained, begun, foreign = (one.layers[-1][0].weight.detach() for one in (tdf, own[name], other[name]))
        assert alike(trained, begun) > 0.5
        assert abs(alike(trained, foreign)) < 0.1


def test_the_global_random_state_is_left_alone() -> None:
    card = checkpoint.read_card(data_dir() / "weights" / "lite_dedicated" / "tfc_tdf-vocals")
    state = torch.get_rng_state()
    before_training(card)
    assert torch.equal(torch.get_rng_state(), state)
