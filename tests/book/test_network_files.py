"""The files of the page in which a network runs: graphs that compute what torch does, and a runtime that is whole."""

import base64
import gzip
import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from book_site import REPOSITORY, built_site, module

from lasaft_nb.blocks import TDF
from lasaft_nb.conditioning import LaSAFT
from lasaft_nb.errors import UserError
from lasaft_nb.inference.pretrained import Pretrained
from lasaft_nb.models.source_model import ModelConfig, build_model
from lasaft_nb.probes.ablation import by_block
from lasaft_nb.probes.latent_attention import attend_only
from lasaft_nb.probes.onnx_export import OnnxGraph, onnx_graph

pytest.importorskip("onnxscript", reason="writes graphs: pip install 'lasaft-nb[book]'")
page = module("book/_ext/network_page.py")
tool = module("tools/export_browser_networks.py")
SMALL = {"n_blocks": 3, "channels": 2, "n_layers": 1, "bottleneck_factor": 4}


def small(network: str, **overrides: object) -> Pretrained:
    """A network of three blocks with random weights and statistics, and frames of 32 samples."""
    targets = ("vocals", "drums", "bass", "other") if network.startswith("cunet") else ("vocals",)
    config = ModelConfig(
        network=network, overrides={**SMALL, **overrides}, n_fft=64, hop_length=32, sample_rate=800, targets=targets
    )
    model = build_model(config).eval()
    for part in model.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.running_mean.normal_()
            part.running_var.uniform_(0.5, 2)
    scores = {target: {"SDR": 1.0} for target in targets}
    return Pretrained(model=model, name="a/b", card={"scores": scores, "mixture_sdr": dict.fromkeys(targets, -5.0)})


def computed(graph: OnnxGraph, *inputs: torch.Tensor) -> dict[str, np.ndarray]:
    """The graph's outputs by OpenVINO, which reads ONNX and owes torch nothing."""
    openvino = pytest.importorskip("openvino", reason="computes graphs: pip install 'lasaft-nb[fast]'")
    core = openvino.Core()
    compiled = core.compile_model(core.read_model(graph.model), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    found = compiled([one.numpy() for one in inputs])
    return {output.any_name: found[output] for output in compiled.outputs}


def spectrogram(graph: OnnxGraph) -> torch.Tensor:
    return torch.randn(1, 4, graph.about["n_frames"], graph.about["n_fft"] // 2 + 1)


@torch.no_grad()
def test_a_graph_gives_the_networks_output_and_what_passes_its_tdfs() -> None:
    pretrained = small("tfc_tdf_7")
    graph = onnx_graph(pretrained)
    x, seen = spectrogram(graph), {}
    for name, tdf in by_block(pretrained.model.network, TDF, called="TDFs").items():
        tdf.register_forward_hook(lambda _, inputs, answer, name=name: seen.update({name: (inputs[0], answer)}))
    right = pretrained.model.network(x)
    found = computed(graph, x)
    np.testing.assert_allclose(found["y"], right, atol=1e-4)
    assert graph.about["blocks"] == list(seen) == ["encoder 1", "middle", "decoder 1"]
    for number, (before, answer) in enumerate(seen.values()):
        np.testing.assert_allclose(found[f"before_{number}"], before, atol=1e-4)
        np.testing.assert_allclose(found[f"answer_{number}"], answer, atol=1e-4)
    assert graph.about["latent"] is None


@torch.no_grad()
def test_a_graph_with_lasaft_takes_its_weights_from_outside() -> None:
    pretrained = small("cunet_gpocm_lasaft", n_latent_sources=3)
    graph, network = onnx_graph(pretrained), pretrained.model.network
    x, source = spectrogram(graph), torch.tensor([2])
    own = torch.tensor(graph.about["latent"])
    assert own.shape == (4, 3, 3)  # sources, blocks, latent sources
    np.testing.assert_allclose(computed(graph, x, source, own[2:3])["y"], network(x, source), atol=1e-4)
    only = torch.zeros(1, 3, 3)
    only[..., 1] = 1
    with attend_only(network, 1):
        right = network(x, source)
    np.testing.assert_allclose(computed(graph, x, source, only)["y"], right, atol=1e-4)
    assert not np.allclose(right, network(x, source), atol=1e-2)
    assert all(isinstance(part, LaSAFT) for part in by_block(network, LaSAFT, called="LaSAFT").values())  # untouched


def test_what_can_be_no_graph_of_the_page_is_refused_in_a_sentence() -> None:
    mask = build_model(
        ModelConfig(network="tfc_tdf_7", overrides=SMALL, n_fft=64, hop_length=32, estimation="CME-tanh")
    )
    with pytest.raises(UserError, match="a/b can't be written as a graph; take a U-Net"):
        onnx_graph(replace(small("tfc_tdf_7"), model=mask))


def test_the_runtime_is_as_published_and_keeps_its_licence() -> None:
    text = tool.runtime()
    holds = json.loads(text.partition("] = ")[2].removesuffix(";\n"))
    script = gzip.decompress(base64.b64decode(holds["script"])).decode("utf-8")
    assert "Copyright (c) Microsoft Corporation" in script[:200]
    assert "import.meta" not in script and "export{" not in script
    assert "InferenceSession:" in script.rpartition("const ort=")[2]
    wasm = gzip.decompress(base64.b64decode(holds["wasm"]))
    assert hashlib.sha256(wasm).hexdigest() in (tool.VENDOR / "SHA256SUMS").read_text("utf-8")
    assert "MIT License" in (tool.VENDOR / "LICENSE").read_text("utf-8")


def test_a_changed_runtime_is_refused(tmp_path, monkeypatch) -> None:
    for path in tool.VENDOR.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "ort.wasm.bundle.min.mjs").open("a") as script:
        script.write(" ")
    monkeypatch.setattr(tool, "VENDOR", tmp_path)
    with pytest.raises(UserError, match="is not what was published"):
        tool.runtime()
    with pytest.raises(ValueError, match="must end in export"):
        page.runtime_file(b"var ort = {};", b"")


def test_files_are_made_once_and_what_is_old_goes(tmp_path, monkeypatch) -> None:
    made = []
    monkeypatch.setattr(tool, "CACHE", tmp_path / "cache")
    for made_from in (b"one", b"one", b"two"):
        files = {"x": (made_from, lambda text=made_from: made.append(text) or text.decode())}
        monkeypatch.setattr(tool, "files", lambda files=files: files)
        assert tool.write(tmp_path / "out") == 3
    assert made == [b"one", b"two"]
    assert (tmp_path / "out/x.js").read_text() == "two"
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_networks_of_two_sample_rates_are_refused() -> None:
    with pytest.raises(UserError, match="neither a file nor a name"):
        page.network_page({"one": "no/such"}, (), folder="./")
    text = page.network_page(page.NETWORKS, page.CLIPS, folder="../x/")
    about = json.loads(text.partition("<script type='application/json'>")[2].partition("</script>")[0])
    assert about["sample_rate"] == 22050
    assert [one["targets"] for one in about["networks"]] == [["vocals"], ["vocals", "drums", "bass", "other"]]
    assert "SDR" in about["networks"][0]["card"]


def test_the_built_site_has_the_files_and_they_have_less_than_25_mb() -> None:
    folder = built_site() / page.FOLDER
    assert {path.stem for path in folder.iterdir()} == set(tool.files())
    vendored = sum(path.stat().st_size for path in tool.VENDOR.iterdir())
    assert sum(path.stat().st_size for path in folder.iterdir()) + vendored < 25e6


def test_no_page_but_one_has_these_files() -> None:
    sources = (REPOSITORY / "book").rglob("*.md")
    assert [path.stem for path in sources if "generated: network-page" in path.read_text("utf-8")] == [
        "network_in_the_page"
    ]
