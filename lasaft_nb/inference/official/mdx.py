"""MDX-Net's released networks (Kim et al. 2021): ONNX graphs or weights, as U-Nets of ours that train and are probed.

Their signal is 44.1 kHz stereo in frames 1024 samples apart, with a window of its own for every source; the lowest 2048
bins are kept. Their channels are Re L, Im L, Re R, Im R, ours Re L, Re R, Im L, Im R; their maps are (b, c, bin, frame)
outside and (b, c, frame, bin) inside.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lasaft_nb.errors import UserError
from lasaft_nb.inference.official.onnx_graph import Graph, Norm, Step, read_graph
from lasaft_nb.inference.official.weights import from_state_dict
from lasaft_nb.models.mdx_net import mdx_net
from lasaft_nb.models.one_per_source import OnePerSource
from lasaft_nb.models.source_model import SourceModel, SpectrogramModel
from lasaft_nb.models.unet import UNet
from lasaft_nb.sources import SOURCES
from lasaft_nb.spectrogram import DCSE, StftConfig

CLASS = "Conv_TDF_net_trim"  # the authors' name of the network
N_FFT = {"vocals": 6144, "drums": 4096, "bass": 16384, "other": 8192}  # samples
HOP_LENGTH, KEPT_BINS, SAMPLE_RATE = 1024, 2048, 44100  # samples, bins, Hz
ORDER = {"Re L, Im L, Re R, Im R": [0, 2, 1, 3], "Re L, Re R, Im L, Im R": [0, 1, 2, 3]}  # of theirs, to make ours
THEIRS = "Re L, Im L, Re R, Im R"


def read_folder(path: Path) -> tuple[OnePerSource, dict[str, Any]]:
    """The networks in a folder, such as vocals.onnx and drums.onnx, as one separator, and its card.

    Raises:
        UserError: no such files, two for one source, or what `read_onnx` refuses.
    """
    models: dict[str, SourceModel] = {}
    cards = {}
    for file in sorted(path.glob("*.onnx")):
        model, card = read_onnx(file)
        (target,) = model.targets
        if target in models:
            raise UserError(f"{path} holds two networks for {target}; leave one")
        models[target], cards[target] = model, card
    if not models:
        raise UserError(f"{path} holds no .onnx files; name a folder with vocals.onnx and the like")
    ordered = {source: models[source] for source in SOURCES if source in models}
    longest = max(cards.values(), key=lambda card: int(card["frames"] * card["hop_length"]))
    card = {"name": path.name, "class": CLASS, "networks": cards, "sample_rate": SAMPLE_RATE, "targets": list(ordered)}
    return OnePerSource(ordered), card | {name: longest[name] for name in ("frames", "hop_length")} | _ORIGIN


_ORIGIN = {"origin": "the authors' weights"}


def read_onnx(path: Path) -> tuple[SpectrogramModel, dict[str, Any]]:
    """The network in an ONNX file as a separator, and its card.

    Which source it gives, its window and hop follow from the file's metadata (``target``, ``n_fft``, ``hop_length``,
    ``channel_order``), else from its name and bins: ``vocals.onnx`` with 2048 bins has a window of 6144 samples and a
    hop of 1024, a smaller network has both in proportion.

    Raises:
        UserError: a file that can't be read, or whose graph is another network.
    """
    graph = read_graph(path)
    try:
        network, settings = _network(graph, path)
    except ValueError as error:
        raise UserError(f"{path.name} is not a network of MDX-Net: {error}") from error
    frames = graph.input_shape[_frame_axis(graph)]
    model, card = _separator(network, path, settings, order=graph.about.get("channel_order", THEIRS))
    return model, card | ({"frames": frames} if frames else {"frames": 256})


def from_weights(
    state: Mapping[str, Tensor], path: Path, settings: Mapping[str, Any]
) -> tuple[SpectrogramModel, dict[str, Any]]:
    """The network whose state dict, in the authors' words, ``state`` is, as `read_onnx`."""
    signal = _signal(path, settings, bins=state["ds_dense.0.tdf.0.weight"].shape[1])
    config = config_of(state, n_fft=signal["n_fft"])
    network = from_state_dict(state, class_name=CLASS, config=config)
    assert isinstance(network, UNet)
    return _separator(network, path, signal, order=THEIRS)


def config_of(state: Mapping[str, Tensor], *, n_fft: int) -> dict[str, Any]:
    """The arguments of their constructor, as far as shapes tell them."""
    first = state["first_conv.0.weight"]
    layers = [
        value for key, value in state.items() if re.match(r"ds_dense\.0\.tdf\.\d+\.weight", key) and value.ndim == 2
    ]
    bins = layers[0].shape[1]
    return {
        "n_fft": n_fft,
        "dim_f": bins.bit_length() - 1,
        "L": 2 * sum(key.endswith(".0.weight") and key.startswith("us.") for key in state) + 1,
        "l": len({key.split(".")[3] for key in state if key.startswith("ds_dense.0.H.")}),
        "g": first.shape[0],
        "k": state["ds_dense.0.H.0.0.weight"].shape[-1],
        "bn": bins // layers[0].shape[0] if len(layers) == 2 else 0,
        "bias": "ds_dense.0.tdf.0.bias" in state,
    }


def _separator(
    network: UNet, path: Path, signal: Mapping[str, Any], *, order: str
) -> tuple[SpectrogramModel, dict[str, Any]]:
    if order not in ORDER:
        raise UserError(f"{path.name} has channels in the order {order!r}; known are {' and '.join(map(repr, ORDER))}")
    weights, place = network.state_dict(), ORDER[order]
    weights["first.0.weight"] = weights["first.0.weight"][:, place]
    weights |= {name: weights[name][place] for name in ("last.weight", "last.bias")}
    network.load_state_dict(weights)
    n_fft, hop_length, target = signal["n_fft"], signal["hop_length"], signal["target"]
    model = SpectrogramModel(
        network.eval(),
        stft=StftConfig(n_fft=n_fft, hop_length=hop_length, kept_bins=network.size.kept_bins),
        estimation=DCSE(),
        targets=(target,),
        sample_rate=SAMPLE_RATE,
    )
    card = {"name": path.stem, "class": CLASS, "n_fft": n_fft, "hop_length": hop_length, "targets": [target]}
    return model, card | {"sample_rate": SAMPLE_RATE, "kept_bins": network.size.kept_bins, **_ORIGIN}


def _signal(path: Path, settings: Mapping[str, Any], *, bins: int) -> dict[str, Any]:
    """Target, window and hop: those that are stated, else those of the released network that is called so."""
    named = settings.get("target") or settings.get("target_name") or path.stem
    targets = [source for source in SOURCES if source in str(named).lower()]
    if len(targets) != 1:
        raise UserError(
            f"{path.name} doesn't say which source it gives; call it after one of {', '.join(SOURCES)}, such as "
            "vocals.onnx"
        )
    try:
        n_fft = int(settings.get("n_fft", N_FFT[targets[0]] * bins // KEPT_BINS))
        hop_length = int(settings.get("hop_length", HOP_LENGTH * bins // KEPT_BINS))
    except ValueError as error:
        raise UserError(f"{path.name} states an n_fft or a hop_length that is no number: {error}") from error
    return {"target": targets[0], "n_fft": n_fft, "hop_length": hop_length}


def _frame_axis(graph: Graph) -> int:
    """Axis of the input that counts frames: the last, where the network turns its maps, as theirs do."""
    return 3 if any(step.does == "turn" for step in graph.steps) else 2


def _network(graph: Graph, path: Path) -> tuple[UNet, dict[str, Any]]:
    """The U-Net that a graph is, with its weights, in their order of channels; raises ValueError with the reason."""
    shape = graph.input_shape
    if len(shape) != 4 or shape[1] != 4:
        raise ValueError(f"its input has shape {_written(shape)}, expected (batch, 4, bins, frames)")
    steps = _without_turns(graph.steps)
    learned = [step for step in steps if step.weight is not None]
    kinds = [step.does for step in learned]
    if "linear" not in kinds or kinds[0] != "convolution":
        raise ValueError("it has no TFC-TDF blocks")
    head = kinds.index("linear")  # the first convolution and those of the first block
    n_linear = next(place for place in count() if kinds[head + place : head + place + 1] != ["linear"])
    first, matrix = learned[0].weight, learned[head].weight
    assert first is not None and matrix is not None
    bins = matrix.shape[1]
    if shape[5 - _frame_axis(graph)] not in (None, bins):
        raise ValueError(f"its input has shape {_written(shape)}, its first TDF reads {bins} bins")
    signal = _signal(path, graph.about, bins=bins)
    n_levels = kinds.count("transposed convolution")
    channels = first.shape[0]
    below = [step.weight for step in learned if step.does == "transposed convolution"]
    growth = below[-1].shape[0] - below[-1].shape[1] if below and below[-1] is not None else 0
    kernels = learned[1].weight
    assert kernels is not None
    network = mdx_net(
        n_fft=signal["n_fft"],
        kept_bins=bins,
        n_blocks=2 * n_levels + 1,
        channels=channels,
        growth=growth,
        n_layers=head - 1,
        kernel_size=kernels.shape[-1],
        bottleneck_factor=bins // matrix.shape[0] if n_linear > 1 else None,
        bias=learned[head].bias is not None,
    )
    _compare(steps, _expected(n_levels, n_layers=head - 1, n_linear=n_linear))
    _fill(network, learned)
    return network, signal


def _written(shape: tuple[int | None, ...]) -> str:
    return f"({', '.join('free' if size is None else str(size) for size in shape)})"


def _without_turns(steps: list[Step]) -> list[Step]:
    """Steps without the two exchanges of bins and frames, which must stand outside the blocks.

    A 1x1 convolution and a ReLU don't care which axis is which, so it makes no difference on which side of them.
    """
    turns = [place for place, step in enumerate(steps) if step.does == "turn"]
    learned = [place for place, step in enumerate(steps) if step.weight is not None]
    outside = len(turns) == 2 and len(learned) > 2 and turns[0] < learned[1] and turns[1] > learned[-2]
    if turns and not outside:
        raise ValueError(f"bins and frames change places {len(turns)} times, expected before and after all blocks")
    new: dict[int, int] = {-1: -1}
    kept: list[Step] = []
    for place, step in enumerate(steps):
        reads = tuple(new[one] for one in step.reads)
        if step.does == "turn":
            new[place] = reads[0]
            continue
        new[place] = len(kept)
        kept.append(Step(does=step.does, reads=reads, weight=step.weight, bias=step.bias, norm=step.norm))
    return kept


Program = list[tuple[str, tuple[int, ...]]]


def _expected(n_levels: int, *, n_layers: int, n_linear: int) -> Program:
    """TFC-TDF v2 in steps: what each does, and the places of the steps that it reads."""
    program: Program = []

    def do(what: str, *reads: int) -> int:
        program.append((what, tuple(sorted(reads))))
        return len(program) - 1

    def layer(kind: str, x: int) -> int:
        return do("relu", do(kind, x))

    def block(x: int) -> int:
        for _ in range(n_layers):
            x = layer("convolution", x)
        y = x
        for _ in range(n_linear):
            y = layer("linear", y)
        return do("add", x, y)

    x, skips = layer("convolution", -1), []
    for _ in range(n_levels):
        skips.append(block(x))
        x = layer("convolution", skips[-1])
    x = block(x)
    for skip in reversed(skips):
        x = block(do("multiply", layer("transposed convolution", x), skip))
    do("convolution", x)
    return program


def _compare(steps: list[Step], expected: Program) -> None:
    for place, (step, (does, reads)) in enumerate(zip(steps, expected, strict=False)):
        if step.does != does:
            raise ValueError(f"step {place + 1} is {step.does} where {does} was expected")
        if step.reads != reads:
            raise ValueError(f"step {place + 1}, {does}, doesn't read what it does in TFC-TDF v2")
    if len(steps) != len(expected):
        raise ValueError(f"it has {len(steps)} steps, {len(expected)} were expected")


def _fill(network: UNet, learned: list[Step]) -> None:
    """Put the weights of the steps into the network, each exactly once."""
    layers = list(_layers(network))
    if len(layers) != len(learned):
        raise ValueError(f"it has {len(learned)} layers with weights, {len(layers)} were expected")
    with torch.no_grad():
        for place, ((layer, norm), step) in enumerate(zip(layers, learned, strict=True), start=1):
            where = f"layer {place} with weights, {step.does},"
            _put(layer, {"weight": step.weight, "bias": step.bias}, where)
            if norm is not None:
                _put(norm, _norm_of(step.norm, norm), where)
            elif step.norm is not None:
                raise ValueError(f"{where} has a normalisation where none was expected")


def _layers(network: UNet) -> Iterator[tuple[nn.Module, nn.BatchNorm2d | None]]:
    """Layers with their normalisation, in the order in which they compute."""
    ups = [part for pair in zip(network.ups, network.decoders, strict=True) for part in pair]
    downs = [part for pair in zip(network.encoders, network.downs, strict=True) for part in pair]
    for part in (network.first, *downs, network.middle, *ups):
        found = [layer for layer in part.modules() if isinstance(layer, _LEARNED)]
        norms = [norm for norm in part.modules() if isinstance(norm, nn.BatchNorm2d)]
        yield from zip(found, norms, strict=True)
    yield network.last, None


_LEARNED = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)


def _norm_of(stored: Norm | None, norm: nn.BatchNorm2d) -> dict[str, Tensor | None]:
    """What makes ``norm`` do as the stored one; without one the exporter has folded it into the layer."""
    if stored is None:
        ones, zeros = torch.ones(norm.num_features), torch.zeros(norm.num_features)
        return {"weight": ones, "bias": zeros, "running_mean": zeros, "running_var": ones - norm.eps}
    variance = stored.running_var + (stored.eps - norm.eps)
    return {"weight": stored.weight, "bias": stored.bias, "running_mean": stored.running_mean, "running_var": variance}


def _put(module: nn.Module, tensors: Mapping[str, Tensor | None], where: str) -> None:
    for name, stored in tensors.items():
        own = getattr(module, name)
        if (stored is None) != (own is None):
            raise ValueError(f"{where} has {'no' if stored is None else 'a'} {name}")
        if stored is not None and own is not None:
            if stored.shape != own.shape:
                raise ValueError(f"{where} has a {name} {tuple(stored.shape)}, expected {tuple(own.shape)}")
            own.copy_(stored)
