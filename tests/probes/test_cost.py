"""Parameters, multiply-adds, seconds and bytes of networks."""

import time
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from lasaft_nb.blocks import TDC, TDCRNN, TDF, TFC
from lasaft_nb.models.source_model import ModelConfig, SourceModel, build_model
from lasaft_nb.probes.cost import cost_of_all_sources, multiply_adds, n_parameters, peak_bytes, processor_seconds
from lasaft_nb.sources import SOURCES


def test_a_convolution_multiplies_its_kernel_at_every_place() -> None:
    layer = nn.Conv2d(3, 4, 3, padding=1)
    assert multiply_adds(layer, torch.zeros(2, 3, 6, 8)) == 2 * 6 * 8 * 4 * 3 * 9


def test_a_transposed_convolution_multiplies_its_kernel_at_every_place_of_the_input() -> None:
    layer = nn.ConvTranspose2d(3, 4, (2, 2), stride=2)
    assert multiply_adds(layer, torch.zeros(1, 3, 6, 8)) == 6 * 8 * 3 * 4 * 4


@pytest.mark.parametrize(("kind", "gates"), [(nn.GRU, 3), (nn.LSTM, 4), (nn.RNN, 1)])
def test_a_recurrent_layer_uses_its_matrices_at_every_step(kind: type[nn.RNNBase], gates: int) -> None:
    layer = kind(5, 7, num_layers=2, bidirectional=True, batch_first=True)
    first, second = gates * 7 * (5 + 7), gates * 7 * (14 + 7)
    assert multiply_adds(layer, torch.zeros(3, 11, 5)) == 3 * 11 * 2 * (first + second)


def test_blocks_cost_what_their_formulas_say() -> None:
    c, t, f = 8, 4, 64
    x = torch.zeros(1, c, t, f)
    dense = sum((i + 1) * c * c for i in range(5)) * t * f
    assert multiply_adds(TFC(in_channels=c, channels=c), x) == 9 * dense
    assert multiply_adds(TDC(in_channels=c, channels=c), x) == 3 * dense
    assert multiply_adds(TDF(channels=c, n_in=f, bottleneck_factor=4), x) == c * t * 2 * f * f // 4


def test_counting_leaves_the_module_as_it_was() -> None:
    block = TDCRNN(tdc=TDC(in_channels=4, channels=4), channels=4, n_bins=32).train()
    before = {name: value.clone() for name, value in block.state_dict().items()}
    assert multiply_adds(block, torch.randn(1, 4, 8, 32)) > 0
    assert block.training
    assert all(torch.equal(value, before[name]) for name, value in block.state_dict().items())
    assert block(torch.randn(1, 4, 8, 32)).abs().sum() > 0  # recurrent layers compute again


def test_parameters_are_the_trained_ones() -> None:
    layer = nn.Linear(3, 4)
    layer.bias.requires_grad_(False)
    assert n_parameters(layer) == 12


def test_waiting_costs_no_processor_time() -> None:
    assert processor_seconds(lambda: time.sleep(0.05), repeats=2) < 0.04
    with pytest.raises(ValueError, match="repeats must be at least 1, got 0"):
        processor_seconds(lambda: None, repeats=0)


X = torch.zeros(1000)  # 4000 bytes


def in_a_row(x: Tensor) -> Tensor:
    for _ in range(10):
        x = x + 1
    return x


@pytest.mark.parametrize(
    ("work", "n_alive"),
    [
        (lambda: X + 1, 1),
        (lambda: (X + 1) + (X + 2), 3),
        (lambda: in_a_row(X), 2),  # the old map is freed when the new one is there
        (lambda: (X + 1).relu_().view(10, 100).T, 1),  # in place, and views of one storage
        (lambda: X.view(10, 100), 0),
    ],
)
def test_what_lives_at_one_time_is_counted_once(work: Callable[[], Tensor], n_alive: int) -> None:
    assert peak_bytes(work) == n_alive * 4000
    with torch.inference_mode():
        assert peak_bytes(work) == n_alive * 4000


def test_a_batch_of_four_needs_four_times_the_maps_of_one() -> None:
    layer = torch.nn.Conv2d(2, 3, 3).eval()
    one, four = torch.zeros(1, 2, 9, 9), torch.zeros(4, 2, 9, 9)
    assert peak_bytes(lambda: layer(four)) == 4 * peak_bytes(lambda: layer(one)) == 4 * 3 * 7 * 7 * 4


def test_what_is_kept_for_the_gradient_counts_in_training() -> None:
    x = torch.zeros(1000, requires_grad=True)

    def work() -> None:
        in_a_row(x).square().sum().backward()

    def squares() -> Tensor:
        y = x
        for _ in range(10):
            y = y.square()
        return y.sum()

    assert peak_bytes(squares) < 3 * 4000
    assert 10 * 4000 <= peak_bytes(lambda: squares().backward(), training=True) < 14 * 4000
    assert peak_bytes(work, training=True) < 6 * 4000  # a sum keeps nothing


SIZES = {"n_blocks": 3, "channels": 4, "n_layers": 2}


def model(network: str, targets: tuple[str, ...] = SOURCES) -> SourceModel:
    return build_model(ModelConfig(network=network, overrides=SIZES, n_fft=128, hop_length=64, targets=targets))


def test_four_dedicated_networks_cost_four_times_the_parameters_and_the_memory_of_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    four, passes = [model("tfc_7", (source,)) for source in SOURCES], []

    def one_second_a_pass(work: Callable[[], object], *, repeats: int) -> float:
        passes.clear()
        work()
        return float(len(passes))

    for one in four:
        one.network.register_forward_hook(lambda *_: passes.append(1))
    monkeypatch.setattr("lasaft_nb.probes.cost.processor_seconds", one_second_a_pass)
    cost, one = (cost_of_all_sources(some, n_samples=2000, repeats=1) for some in (four, four[:1]))
    assert cost.parameters == 4 * one.parameters == 4 * n_parameters(four[0])
    assert cost.bytes == one.bytes  # one after the other
    assert cost.seconds == 4 * one.seconds == 4 * four[0].sample_rate / 2000  # of work, for a second of audio


def test_a_conditioned_network_is_charged_for_all_its_answers() -> None:
    conditioned = model("cunet_film")
    cost = cost_of_all_sources([conditioned], n_samples=2000, repeats=1)
    assert cost.parameters == n_parameters(conditioned)
    waveforms = 4 * 2 * 2000 * 4  # sources, channels, samples, bytes
    assert cost.bytes > waveforms
