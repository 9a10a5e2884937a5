"""The cost of all sources, for networks whose cost can be compared by counting."""

from lasaft_nb.models.source_model import ModelConfig, SourceModel, build_model
from lasaft_nb.probes.cost import cost_of_all_sources
from lasaft_nb.probes.workload import n_parameters
from lasaft_nb.sources import SOURCES

SIZES = {"n_blocks": 3, "channels": 4, "n_layers": 2}


def model(network: str, targets: tuple[str, ...] = SOURCES) -> SourceModel:
    return build_model(ModelConfig(network=network, overrides=SIZES, n_fft=128, hop_length=64, targets=targets))


def test_four_dedicated_networks_cost_four_times_the_parameters_and_the_memory_of_one() -> None:
    four = [model("tfc_7", (source,)) for source in SOURCES]
    cost, one = (cost_of_all_sources(some, n_samples=2000, repeats=1) for some in (four, four[:1]))
    assert cost.parameters == 4 * one.parameters == 4 * n_parameters(four[0])
    assert cost.bytes == one.bytes  # one after the other
    assert cost.seconds > one.seconds > 0


def test_a_conditioned_network_is_charged_for_all_its_answers() -> None:
    conditioned = model("cunet_film")
    cost = cost_of_all_sources([conditioned], n_samples=2000, repeats=1)
    assert cost.parameters == n_parameters(conditioned)
    waveforms = 4 * 2 * 2000 * 4  # sources, channels, samples, bytes
    assert cost.bytes > waveforms
