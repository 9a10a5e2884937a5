"""The authors' weights give the authors' outputs."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from authors import CONFIGS, example, network_and_state
from safetensors import safe_open
from torch.testing import assert_close

from lasaft_nb import official
from lasaft_nb.audio import read_audio
from lasaft_nb.data import example_song
from lasaft_nb.metrics.bss_eval import load_museval

FIFTEEN = [
    *("tfc", "tdc", "tdf", "tdc_rnn", "tfc_tdf", "tfc_tdf_bias_bf4", "tfc_tdf_single_layer", "tfc_tdf_tdown"),
    *("cunet_film", "cunet_film_tdf", "cunet_film_lasaft", "cunet_gpocm", "cunet_gpocm_tdf", "cunet_gpocm_lasaft"),
    "cunet_gpocm_lightsaft",
]


@pytest.mark.parametrize("class_name", CONFIGS)
def test_a_state_dict_in_the_authors_spelling_gives_the_same_network(class_name: str) -> None:
    network, state = network_and_state(class_name)
    read = official.from_state_dict(state, class_name=class_name, config=CONFIGS[class_name])
    x = example(class_name)
    assert_close(read(*x), network(*x))


def test_the_naive_form_of_gpocm_reads_the_same_matrix_the_other_way_round() -> None:
    _, state = network_and_state("DCUN_TFC_GPoCM")
    config = CONFIGS["DCUN_TFC_GPoCM"]
    matmul = official.from_state_dict(state, class_name="DCUN_TFC_GPoCM", config=config)
    naive = official.from_state_dict(state, class_name="DCUN_TFC_GPoCM", config={**config, "pocm_type": "naive"})
    for ours, other in zip(matmul.decoders, naive.decoders, strict=True):
        first, second = (block.steps["modulate"].block.pocm.to_weight.bias.view(4, 4) for block in (ours, other))
        assert_close(first, second.T)


def test_every_weight_that_does_not_fit_is_listed() -> None:
    _, state = network_and_state("TFC_NET")
    del state["last_conv.0.bias"]
    state["extra.weight"] = torch.zeros(1)
    state["first_conv.0.weight"] = torch.zeros(4, 2, 1, 2)
    with pytest.raises(ValueError, match="state does not fit the network") as error:
        official.from_state_dict(state, class_name="TFC_NET", config=CONFIGS["TFC_NET"])
    assert (
        "missing: last_conv.0.bias; left over: extra.weight; of another shape: first_conv.0.weight is (4, 2, 1, 2)"
        in (str(error.value))
    )


@pytest.mark.parametrize(
    ("class_name", "change", "message"),
    [
        ("UNet", {}, "class_name must be one of TFC_NET, .*, got 'UNet'"),
        ("TFC_NET", {"last_activation": "sigmoid"}, "last_activation 'identity', got"),
        ("TFC_NET", {"tfc_activation": "elu"}, "config must have 'relu' inside blocks, got {'tfc_activation': 'elu'}"),
        ("DCUN_TFC_FiLM", {"film_type": "simple"}, "config must have film_type 'complex'"),
    ],
)
def test_a_class_or_argument_that_we_have_not_is_refused(class_name: str, change: dict[str, str], message: str) -> None:
    config = {**CONFIGS.get(class_name, {}), **change}
    with pytest.raises(ValueError, match=message):
        official.from_state_dict({}, class_name=class_name, config=config)


def test_an_argument_that_is_absent_is_named() -> None:
    with pytest.raises(ValueError, match="config of TFC_NET must have 'n_fft'"):
        official.from_state_dict({}, class_name="TFC_NET", config={**_without("n_fft")})


def _without(name: str) -> dict[str, object]:
    return {key: value for key, value in CONFIGS["TFC_NET"].items() if key != name}


@pytest.mark.parametrize("name", FIFTEEN)
def test_every_published_variant_loads_and_runs(shared: Path, name: str) -> None:
    variant = json.loads((shared / "reference/fixtures/state_dict_keys.json").read_text())[name]
    state = {key: _plausible(key, shape) for key, shape in variant["keys"].items()}
    network = official.from_state_dict(state, class_name=variant["class"], config=variant["config"])
    condition = (torch.arange(4),) if variant["class"].startswith("DCUN") else ()
    assert network(torch.randn(4, 4, 16, 129), *condition).isfinite().all()


def _plausible(key: str, shape: list[int]) -> torch.Tensor:
    if "num_batches" in key:
        return torch.tensor(1)
    return torch.rand(shape) + 0.5 if key.endswith("running_var") else 0.1 * torch.randn(shape)


@pytest.mark.parametrize("name", ["tdc", "tfc_tdf", "cunet_film", "cunet_gpocm_lasaft"])
def test_outputs_equal_those_of_the_authors_own_code(shared: Path, name: str) -> None:
    with safe_open(shared / f"reference/fixtures/{name}.safetensors", "pt") as file:
        made, tensors = file.metadata(), {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    state = {key.removeprefix("net."): value for key, value in tensors.items() if key.startswith("net.")}
    network = official.from_state_dict(state, class_name=made["class"], config=json.loads(made["config"]))
    x = [tensors[key] for key in ("input", "condition") if key in tensors]
    assert_close(network(*x), tensors["output"], atol=1e-5, rtol=0)


@pytest.mark.slow
@pytest.mark.parametrize(("clip", "least"), [("example", 1.7), ("real/Music Delta - 80s Rock.stem.mp4", 10.8)])
def test_the_released_vocals_network_scores_what_it_scores_in_the_authors_code(
    shared: Path, monkeypatch: pytest.MonkeyPatch, clip: str, least: float
) -> None:
    if not (shared / "official").is_dir():
        pytest.skip("the authors' released weights are not here")
    monkeypatch.setenv("LASAFT_NB_CACHE", os.fspath(shared / "official"))
    song = example_song() if clip == "example" else shared / clip
    mixture, rate = read_audio(song)
    separator = official.load("tdc_17_vocals_top1", device="cpu")
    estimate = separator.separate(mixture, "vocals", sample_rate=rate, progress=False)
    sdr = load_museval().evaluate(read_audio(song, stream=4)[0][None], estimate[None], win=rate, hop=rate)[0]
    assert np.nanmedian(sdr) >= least
