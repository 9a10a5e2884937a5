"""MDX-Net's files: ONNX graphs exported from small networks of ours, read back, run, refused with a reason."""

import hashlib
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
from torch import Tensor, nn
from torch.testing import assert_close
from typer.testing import CliRunner

from lasaft_nb import Separator, official
from lasaft_nb.audio import read_audio
from lasaft_nb.cli import app
from lasaft_nb.errors import UserError
from lasaft_nb.inference.official import mdx, releases
from lasaft_nb.models.mdx_net import mdx_net
from lasaft_nb.models.unet import UNet

onnx = pytest.importorskip("onnx", reason="the package onnx is not installed (extra fast)")

BINS, FRAMES = 32, 16
ORDER = [0, 2, 1, 3]  # from their order of channels to ours, and back


class AsTheirs(nn.Module):
    """A U-Net of ours in their layout (b, c, bin, frame), turned behind the first convolution as theirs is."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        network = self.network
        first, last, network.first, network.last = network.first, network.last, nn.Identity(), nn.Identity()
        x = first(x).transpose(2, 3)
        encoded = network.encode(x, None)
        y = last(network.decode(encoded, None, n_frames=x.shape[2]).transpose(2, 3))
        network.first, network.last = first, last
        return y


class TurnedOutside(nn.Module):
    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        return self.network(x.transpose(2, 3)).transpose(2, 3)


def made(seed: int = 0, **sizes: Any) -> UNet:
    torch.manual_seed(seed)
    small = {"n_fft": 96, "kept_bins": BINS, "n_blocks": 5, "channels": 4, "n_layers": 2, "bottleneck_factor": 4}
    network = mdx_net(**{**small, **sizes})
    for norm in network.modules():
        if isinstance(norm, nn.BatchNorm2d):
            norm.running_mean.normal_(std=0.1)
            norm.running_var.uniform_(0.5, 1.5)
            nn.init.uniform_(norm.weight, 0.4, 0.6)
    nn.init.normal_(network.last.weight, std=3.0)
    return network.eval()


def export(
    module: nn.Module, path: Path, *, shape: tuple[int, ...] = (1, 4, BINS, FRAMES), dynamo: bool = False
) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module.eval(), (torch.randn(shape),), str(path), input_names=["input"], dynamo=dynamo)
    return path


@pytest.fixture
def vocals(tmp_path: Path) -> Path:
    return export(AsTheirs(made()), tmp_path / "vocals.onnx")


def change(path: Path, edit: Callable[[Any], None]) -> Path:
    stored = onnx.load(path)
    edit(stored)
    onnx.save(stored, path)
    return path


@pytest.mark.parametrize("wrap", [AsTheirs, TurnedOutside, lambda network: network])
def test_the_network_in_a_file_does_what_it_did_whichever_way_its_axes_were_turned(
    tmp_path: Path, wrap: Callable[[UNet], nn.Module]
) -> None:
    network, x = made(), torch.randn(1, 4, FRAMES, BINS)
    axes = (1, 4, BINS, FRAMES) if wrap in (AsTheirs, TurnedOutside) else (1, 4, FRAMES, BINS)
    model, card = mdx.read_onnx(export(wrap(network), tmp_path / "drums.onnx", shape=axes))
    assert_close(model.network(x[:, ORDER])[:, ORDER], network(x), atol=1e-5, rtol=1e-5)
    assert (model.targets, card["n_fft"], card["hop_length"], card["frames"]) == (("drums",), 64, 16, FRAMES)


@pytest.mark.parametrize(
    "sizes",
    [{"n_layers": 1}, {"bottleneck_factor": None}, {"bias": True}, {"n_blocks": 3}, {"growth": 2}, {"channels": 6}],
    ids=str,
)
def test_its_sizes_are_told_by_the_graph_alone(tmp_path: Path, sizes: dict[str, Any]) -> None:
    network, x = made(**sizes), torch.randn(1, 4, FRAMES, BINS)
    model, _ = mdx.read_onnx(export(AsTheirs(network), tmp_path / "bass.onnx"))
    assert_close(model.network(x[:, ORDER])[:, ORDER], network(x), atol=1e-5, rtol=1e-5)


def test_the_newer_exporter_and_its_second_file_are_read(tmp_path: Path) -> None:
    pytest.importorskip("onnxscript", reason="torch's newer exporter needs the package onnxscript")
    network, x = made(), torch.randn(1, 4, FRAMES, BINS)
    model, _ = mdx.read_onnx(export(AsTheirs(network), tmp_path / "other.onnx", dynamo=True))
    assert_close(model.network(x[:, ORDER])[:, ORDER], network(x), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(("source", "n_fft"), [("vocals", 96), ("drums", 64), ("bass", 256), ("other", 128)])
def test_each_source_has_its_window_in_proportion_to_the_bins(vocals: Path, source: str, n_fft: int) -> None:
    file = vocals.rename(vocals.with_name(f"{source}.onnx"))
    model, _ = mdx.read_onnx(file)
    assert (model.targets, model.stft.config.n_fft, model.stft.config.kept_bins) == ((source,), n_fft, BINS)


def test_what_the_file_says_of_itself_comes_first(vocals: Path) -> None:
    said = {"target": "bass", "n_fft": "128", "hop_length": "32", "channel_order": "Re L, Re R, Im L, Im R"}
    change(vocals, lambda stored: onnx.helper.set_model_props(stored, said))
    model, _ = mdx.read_onnx(vocals)
    assert (model.targets, model.stft.config.n_fft, model.stft.config.hop_length) == (("bass",), 128, 32)
    network, x = made(), torch.randn(1, 4, FRAMES, BINS)
    assert_close(model.network(x), network(x), atol=1e-5, rtol=1e-5)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def edited(edit: Callable[[Any], None]) -> Callable[[Path], None]:
    return lambda path: void(change(path, edit))


def void(_: object) -> None:
    return None


def a_weight(stored: Any, dims: int = 4) -> Any:
    return next(one for one in stored.graph.initializer if len(one.dims) == dims)


def left_over(stored: Any) -> None:
    stored.graph.initializer.append(onnx.numpy_helper.from_array(np.zeros(3, np.float32), "spare"))


def missing(stored: Any) -> None:
    stored.graph.initializer.remove(a_weight(stored))


def not_a_number(stored: Any) -> None:
    old = a_weight(stored)
    values = onnx.numpy_helper.to_array(old).copy()
    values[0] = np.nan
    old.CopyFrom(onnx.numpy_helper.from_array(values, old.name))


def another_shape(stored: Any) -> None:
    old = a_weight(stored, dims=2)
    old.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(old)[:, :-1].copy(), old.name))


def operation(old: str, new: str) -> Callable[[Any], None]:
    def edit(stored: Any) -> None:
        next(node for node in stored.graph.node if node.op_type == old).op_type = new

    return edit


def other_skip(stored: Any) -> None:
    first, second = [node for node in stored.graph.node if node.op_type == "Mul"]
    first.input[1], second.input[1] = second.input[1], first.input[1]


def two_inputs(stored: Any) -> None:
    more = onnx.helper.make_tensor_value_info("more", onnx.TensorProto.FLOAT, [1])
    stored.graph.input.append(more)


def mono(stored: Any) -> None:
    stored.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 2


def channels_last(stored: Any) -> None:
    dims = stored.graph.input[0].type.tensor_type.shape.dim
    for dim, size in zip(dims, (1, BINS, FRAMES, 4), strict=True):
        dim.dim_value = size


def other_order(stored: Any) -> None:
    onnx.helper.set_model_props(stored, {"channel_order": "Im L, Re L, Im R, Re R"})


def larger_stride(stored: Any) -> None:
    convolution = next(node for node in stored.graph.node if node.op_type == "Conv")
    next(one for one in convolution.attribute if one.name == "strides").ints[:] = [2, 2]


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (cut, r"vocals\.onnx is no whole ONNX file \(\w+\); download or export it again"),
        (noise, r"vocals\.onnx is no whole ONNX file"),
        (edited(left_over), "nothing uses its weights spare"),
        (edited(missing), "no whole ONNX file|is not in the file"),
        (edited(not_a_number), "holds what is no finite number"),
        (edited(another_shape), r"has a weight \(\d+, \d+\), expected"),
        (edited(operation("Relu", "Sigmoid")), "it has an operation Sigmoid"),
        (edited(operation("Mul", "Add")), "step .* is add where multiply was expected"),
        (edited(other_skip), "multiply, doesn't read what it does in TFC-TDF v2"),
        (edited(two_inputs), "it has 2 inputs and 1 outputs"),
        (edited(mono), r"its input has shape \(1, 2, 32, 16\), expected \(batch, 4, bins, frames\)"),
        (edited(channels_last), r"its input has shape \(1, 32, 16, 4\), expected \(batch, 4, bins, frames\)"),
        (edited(other_order), "has channels in the order 'Im L, Re L, Im R, Re R'; known are"),
        (edited(larger_stride), r"a convolution with a kernel of \[1, 1\] has strides or padding of another network"),
    ],
    ids=lambda value: getattr(value, "__name__", None) if callable(value) else str(value)[:30],
)
def test_a_file_that_was_harmed_or_is_another_network_is_refused_in_one_sentence(
    vocals: Path, harm: Callable[[Path], None], sentence: str
) -> None:
    harm(vocals)
    with pytest.raises(UserError, match=sentence) as error:
        official.load(vocals)
    assert "\n" not in str(error.value)


def test_a_graph_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = nn.Sequential(nn.Conv2d(4, 4, 1), nn.ReLU())
    with pytest.raises(UserError, match=r"vocals\.onnx is not a network of MDX-Net: it has no TFC-TDF blocks"):
        official.load(export(other, tmp_path / "vocals.onnx"))


def test_a_file_that_names_no_source_is_refused_with_the_cure(vocals: Path) -> None:
    with pytest.raises(UserError, match=r"best\.onnx doesn't say which source it gives; call it after one of vocals"):
        official.load(vocals.rename(vocals.with_name("best.onnx")))


@pytest.mark.parametrize("engine", ["torch", "openvino"])
def test_a_song_through_the_shell_is_what_the_network_makes_of_it(
    vocals: Path, tmp_path: Path, noise_song: np.ndarray, engine: str
) -> None:
    if engine == "openvino":
        pytest.importorskip("openvino", reason="openvino is not installed (extra fast)")
    song, out = tmp_path / "song.wav", tmp_path / "out.wav"
    soundfile.write(song, noise_song, 44100, subtype="FLOAT")
    arguments = ["separate", str(song), "--network", str(vocals), "-o", str(out), "--engine", engine]
    result = CliRunner().invoke(app, [*arguments, "--device", "cpu"])
    assert result.exit_code == 0, result.output
    by_torch = official.load(vocals, device="cpu", engine="torch").separate(song, progress=False)
    assert np.abs(by_torch).max() > 0.01
    np.testing.assert_allclose(read_audio(out)[0], by_torch, atol=1e-4)


@pytest.fixture
def noise_song() -> np.ndarray:
    return np.random.default_rng(0).uniform(-0.3, 0.3, (6000, 2)).astype(np.float32)


def four(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for seed, source in enumerate(mdx.N_FFT):
        export(AsTheirs(made(seed)), folder / f"{source}.onnx")
    return folder


def test_a_folder_of_four_files_is_one_separator(tmp_path: Path, noise_song: np.ndarray) -> None:
    folder = four(tmp_path / "nets")
    separator = Separator.from_pretrained(folder, device="cpu", engine="torch")
    assert separator.targets == ("vocals", "drums", "bass", "other")
    stems = separator.separate_all(noise_song, sample_rate=44100, progress=False)
    alone = official.load(folder / "bass.onnx", device="cpu", engine="torch", window_seconds=None)
    assert alone.targets == ("bass",)
    one = Separator(alone.model, window_seconds=separator.windows.size / 44100, level=separator.level, device="cpu")
    assert one.windows == separator.windows
    np.testing.assert_allclose(stems["bass"], one.separate(noise_song, sample_rate=44100, progress=False), atol=1e-5)


def test_the_four_released_files_are_taken_from_the_cache_where_their_checksums_are_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path))
    folder = four(tmp_path / "mdx_net_a")
    for source in mdx.N_FFT:
        name = f"mdx_net_a_{source}"
        sha256 = hashlib.sha256((folder / f"{source}.onnx").read_bytes()).hexdigest()
        release = releases.Release(file=f"mdx_net_a/{source}.onnx", sha256=sha256, vocals_sdr=None)
        monkeypatch.setitem(releases.RELEASES, name, release)
    assert official.find("mdx_net_a") == folder
    assert official.load("mdx_net_a", device="cpu").targets == ("vocals", "drums", "bass", "other")
    assert official.load("mdx_net_a_vocals", device="cpu").name == "mdx_net_a_vocals"
    (folder / "drums.onnx").write_bytes(b"something else")
    with pytest.raises(UserError, match=r"drums\.onnx is damaged \(its SHA-256 is wrong\); delete it"):
        official.load("mdx_net_a")
    (folder / "drums.onnx").unlink()
    assert official.find("mdx_net_a") is None


def test_the_released_files_are_those_of_the_submission() -> None:
    urls = [releases.RELEASES[name].url for name in releases.FOLDERS["mdx_net_a"]]
    assert [url.rsplit("/", 2)[1:] for url in urls] == [["onnx_A", f"{source}.onnx"] for source in mdx.N_FFT]
    assert {len(releases.RELEASES[name].sha256) for name in releases.FOLDERS["mdx_net_a"]} == {64}


def test_the_submissions_cutting_is_a_case_of_our_overlap_add_and_more_overlap_is_nearer_to_the_whole_song(
    vocals: Path,
) -> None:
    separator = official.load(vocals, device="cpu", engine="torch", level=None)
    n_fft, hop = separator.model.stft.config.n_fft, separator.model.stft.config.hop_length
    length = hop * (FRAMES - 1)
    song = torch.from_numpy(np.random.default_rng(1).uniform(-0.3, 0.3, (1, 2, 20 * length)).astype(np.float32))
    with torch.no_grad():
        whole = separator.model(song)[0, 0].numpy()
        step = length - n_fft  # the submission: chunks side by side, n_fft/2 cut off at either end
        chunks = song.unfold(2, length, step)[0].transpose(0, 1)
        inner = separator.model(chunks)[:, 0, :, n_fft // 2 : -(n_fft // 2)].transpose(0, 1).reshape(2, -1).numpy()

    def ours(overlap: float) -> np.ndarray:
        return separator.separate(song[0].T.numpy(), sample_rate=44100, progress=False, overlap=overlap).T

    inside = slice(n_fft // 2, n_fft // 2 + inner.shape[1])
    np.testing.assert_allclose(ours(n_fft / length)[:, inside], inner, atol=1e-4 * np.abs(inner).max())
    in_the_middle = slice(length, -2 * length)
    aligned = ours(1 - 4 * hop / length)  # the network halves frames twice
    error = [float(((one - whole)[:, in_the_middle] ** 2).mean()) for one in (aligned, ours(n_fft / length))]
    assert error[0] < error[1], error
