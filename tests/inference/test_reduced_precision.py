"""Less than float32: near enough to the exact answer, or not used. A CPU's autocast stands for a GPU's here."""

import pickle

import pytest
import torch
from torch import Tensor, nn

from lasaft_nb.inference import reduced_precision
from lasaft_nb.inference.engine import with_engine
from lasaft_nb.inference.reduced_precision import LARGEST_ERROR, Bfloat16Network, error, tf32
from lasaft_nb.models.source_model import SOURCES, ModelConfig, SourceModel, build_model

MIXTURE = 0.1 * torch.randn(2, 2, 900, generator=torch.Generator().manual_seed(0))


def model(network: str = "cunet_gpocm_tdf") -> SourceModel:
    sizes = {"n_blocks": 3, "channels": 4, "n_layers": 2} | ({} if network == "tfc_tdf_7" else {"embedding_dim": 4})
    targets = ("vocals",) if network == "tfc_tdf_7" else SOURCES
    return build_model(ModelConfig(network=network, n_fft=64, hop_length=32, targets=targets, overrides=sizes)).eval()


@torch.inference_mode()
@pytest.mark.parametrize("network", ["tfc_tdf_7", "cunet_gpocm_tdf", "cunet_film_lasaft"])
def test_bfloat16_is_near_the_exact_answer_and_is_float32_again(network: str) -> None:
    exact = model(network)
    half = with_engine(exact, device="cuda", precision="bfloat16")
    found, wanted = (one.sources(MIXTURE, exact.targets[:2]) for one in (half, exact))
    assert found.dtype == torch.float32
    assert -80 < error(found, wanted) < -30  # it is another precision, and not another network


@torch.inference_mode()
def test_the_faster_is_taken_where_it_is_near_enough_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    features = torch.randn(1, 4, 16, 33)

    def chosen(*, half_seconds: float, bound: float) -> bool | None:
        clock = iter((half_seconds, 1.0))
        monkeypatch.setattr(reduced_precision, "median_seconds", lambda work, *, repeats: next(clock))
        monkeypatch.setattr(reduced_precision, "LARGEST_ERROR", bound)
        network = Bfloat16Network(model("tfc_tdf_7").network, measure=True)
        network(features)
        return network.reduced

    assert chosen(half_seconds=0.5, bound=LARGEST_ERROR + 20)
    assert not chosen(half_seconds=2.0, bound=LARGEST_ERROR + 20)
    assert not chosen(half_seconds=0.5, bound=-200.0)


@torch.inference_mode()
def test_silence_decides_nothing_and_is_computed_exactly() -> None:
    network = Bfloat16Network(model("tfc_tdf_7").network, measure=True)
    network(torch.zeros(1, 4, 16, 33))
    assert network.reduced is None


def test_the_error_is_relative_to_the_exact_answer() -> None:
    exact = torch.full((3, 4), 2.0)
    assert error(1.01 * exact, exact) == pytest.approx(-40, abs=0.01)


def test_another_process_can_have_the_network() -> None:
    network = Bfloat16Network(model("tfc_tdf_7").network, measure=False)
    again = pickle.loads(pickle.dumps(network))
    features = torch.randn(1, 4, 16, 33)
    assert torch.equal(again.eval()(features), network.eval()(features))


class Watched(nn.Module):
    """Remembers whether TF32 was on."""

    def forward(self, x: Tensor) -> Tensor:
        self.seen = torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32
        return x


@pytest.mark.parametrize("allowed", [True, False])
def test_tf32_is_switched_for_both_kinds_of_products_and_back(*, allowed: bool) -> None:
    before = torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32
    watched = Watched()
    with tf32(allowed, torch.device("cuda")):
        watched(torch.zeros(1))
    assert watched.seen == (allowed, allowed)
    assert before == (torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32)


def test_the_processor_has_no_tf32_and_its_switches_stay() -> None:
    watched, before = Watched(), torch.backends.cudnn.allow_tf32
    with tf32(not before, torch.device("cpu")):
        watched(torch.zeros(1))
    assert watched.seen[0] == before
