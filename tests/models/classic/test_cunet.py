import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.models.classic.cunet import OriginalCUNet
from lasaft_nb.models.classic.jansson_unet import JanssonUNet


def small(film: str = "simple") -> OriginalCUNet:
    return OriginalCUNet(film=film, channels=2, n_layers=3, hidden=(4, 8, 8)).eval()


@pytest.mark.parametrize(
    ("film", "hidden", "conditions"), [("simple", (16, 64, 256), 6), ("complex", (16, 256, 1024), 1008)]
)
def test_published_generator_adds_the_parameters_counted_by_hand(film, hidden, conditions) -> None:
    ins = (4, *hidden[:-1])
    by_hand = sum(i * o + o for i, o in zip(ins, hidden, strict=True))  # linear layers
    by_hand += sum(2 * o for o in hidden[1:]) + 2 * (hidden[-1] * conditions + conditions)  # batch norm; gammas, betas
    added = sum(p.numel() for p in OriginalCUNet(film=film).parameters()) - sum(
        p.numel() for p in JanssonUNet().parameters()
    )
    assert added == by_hand


@pytest.mark.parametrize("film", ["simple", "complex"])
def test_gamma_one_and_beta_zero_leave_the_plain_unet(film: str) -> None:
    network, x = small(film), torch.rand(2, 1, 16, 33)
    torch.nn.init.zeros_(network.generator.to_gamma.weight)
    torch.nn.init.zeros_(network.generator.to_beta.weight)
    torch.nn.init.zeros_(network.generator.to_beta.bias)
    assert_close(network(x, torch.tensor([0, 3])), network.unet(x))


@pytest.mark.parametrize("film", ["simple", "complex"])
def test_film_scales_and_shifts_between_norm_and_activation(film: str) -> None:
    network, x = small(film), torch.rand(2, 1, 16, 33)
    layer, gamma, beta = network.unet.encoder[0], torch.tensor([[2.0], [3.0]]), torch.tensor([[0.5], [-0.5]])
    normed = layer.norm(layer.conv(x))
    expected = torch.nn.functional.leaky_relu(gamma.view(2, 1, 1, 1) * normed + beta.view(2, 1, 1, 1), 0.2)
    assert_close(layer(x, (gamma.expand(2, 2 if film == "complex" else 1), beta)), expected)


def test_an_index_and_its_one_hot_vector_ask_for_the_same() -> None:
    network, x = small(), torch.rand(2, 1, 16, 33)
    assert_close(network(x, torch.tensor([1, 2])), network(x, torch.eye(4)[[1, 2]]))


def test_different_conditions_give_different_masks() -> None:
    network, x = small("complex"), torch.rand(1, 1, 16, 33)
    assert not torch.allclose(network(x, torch.tensor([0])), network(x, torch.tensor([1])))


def test_wrong_conditions_and_film_are_refused_with_the_value() -> None:
    network, x = small(), torch.rand(2, 1, 16, 33)
    with pytest.raises(ValueError, match=r"weights must be \(batch, 4\), got \(2, 3\)"):
        network(x, torch.rand(2, 3))
    with pytest.raises(ValueError, match=r"indices must be \(batch,\), got \(2, 1\)"):
        network(x, torch.tensor([[0], [1]]))
    with pytest.raises(ValueError, match="film must be one of simple, complex, got 'full'"):
        OriginalCUNet(film="full")
