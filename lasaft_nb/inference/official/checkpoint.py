"""Read a released file of the authors: a bare state dict of 2020, or a PyTorch-Lightning checkpoint of later.

Their class and the arguments of its constructor follow from the names and shapes of the weights.
"""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lasaft_nb.errors import UserError
from lasaft_nb.inference.official import mdx
from lasaft_nb.inference.official.weights import from_state_dict
from lasaft_nb.models.source_model import SOURCES, SourceModel, SpectrogramModel
from lasaft_nb.spectrogram import CME, DCSE, DME, MME, Estimation, StftConfig

State = Mapping[str, Tensor]

_PREFIXES = ("spec2spec.", "conditional_spec2spec.")
_ACTIVATIONS = ("tfc_activation", "tdc_activation", "tdf_activation", "tdc_rnn_activation", "tfc_tdf_activation")


def read(path: Path) -> tuple[SourceModel, dict[str, Any]]:
    """The separator in a file, or that of a folder with one ONNX file a source, and a card that says what it is.

    Raises:
        UserError: for a file that can't be read, holds objects of unknown classes, or is none of the networks.
    """
    if path.is_dir():
        return mdx.read_folder(path)
    if path.suffix.lower() == ".onnx":
        return mdx.read_onnx(path)
    state, settings = _contents(path)
    try:
        class_name = class_of(state)
        if class_name == mdx.CLASS:
            return mdx.from_weights(state, path, settings)
        n_fft = int(settings.get("n_fft") or n_fft_of(state) or 2048)
        shapes = config_of(state, n_fft=n_fft)
        config = {**shapes, **{name: settings[name] for name in ("pocm_type", *_ACTIVATIONS) if name in settings}}
        network = from_state_dict(state, class_name=class_name, config=config)
    except (KeyError, ValueError) as error:
        raise UserError(f"{path.name} is not a released network of the authors: {error}") from error
    conditioned = "embedding.weight" in state
    hop_length = int(settings.get("hop_length", 1024))
    model = SpectrogramModel(
        network,
        stft=StftConfig(n_fft=n_fft, hop_length=hop_length),
        estimation=_estimation(settings, shapes["input_channels"]),
        targets=SOURCES if conditioned else (_target(path, settings),),
        sample_rate=44100,
        conditioned=conditioned,
    )
    card = {"name": path.stem, "class": class_name, "config": config, "n_fft": n_fft, "hop_length": hop_length}
    return model, card | {"sample_rate": 44100, "targets": list(model.targets), "origin": "the authors' weights"}


def _contents(path: Path) -> tuple[State, Mapping[str, Any]]:
    """The network's weights with the authors' newest spelling, and the settings stored with them."""
    raw = _unpickle(path)
    if not isinstance(raw, Mapping):
        raise UserError(f"{path.name} is not a checkpoint: it holds a {type(raw).__name__} where weights were expected")
    settings = raw.get("hyper_parameters", {}) if "state_dict" in raw else {}
    weights = raw.get("state_dict", raw)
    if not isinstance(weights, Mapping) or not all(isinstance(value, Tensor) for value in weights.values()):
        raise UserError(f"{path.name} is not a checkpoint: it holds no table of weights")
    state = dict(weights)
    if any(key.startswith(_PREFIXES) for key in state):
        windows = [value for key, value in state.items() if key.endswith("stft.window")]
        settings = {**({"n_fft": len(windows[0])} if windows else {}), **settings}
        state = {key.split("spec2spec.", 1)[1]: value for key, value in state.items() if key.startswith(_PREFIXES)}
    return (_modernise(state) if "final_conv.0.weight" in state else state), settings


def _unpickle(path: Path) -> Any:
    """Only tensors and plain values are made; a pickle that would run code is refused.

    Lightning stores the types of callbacks and a dict type of its own with the weights; plain dicts stand in for them.
    """
    try:
        found = torch.serialization.get_unsafe_globals_in_checkpoint(path) if zipfile.is_zipfile(path) else []
        lightning = [name for name in found if name.startswith(("pytorch_lightning.", "lightning."))]
        stand_ins: list[Callable[..., Any] | tuple[Callable[..., Any], str]] = [(dict, name) for name in lightning]
        with torch.serialization.safe_globals(stand_ins):
            return torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise UserError(f"{path} can't be read: {error.strerror or error}") from error
    except Exception as error:
        if "weights_only" in str(error) or "Unsupported" in str(error):
            raise UserError(
                f"{path.name} holds Python objects besides weights, which could run code, or is no checkpoint; "
                "save its 'state_dict' alone with torch.save, where you trust it"
            ) from error
        raise UserError(f"{path.name} is not a checkpoint that torch can read; is the download complete?") from error


def _modernise(state: State) -> State:
    """The files of 2020: other names, axes (bins, frames), and channels in the order Re L, Im L, Re R, Im R."""
    order = [0, 2, 1, 3]  # of theirs, to make Re L, Re R, Im L, Im R
    names = ((r"^final_conv\.", "last_conv."), (r"^(down|up)sampling\.", r"\1samplings."))
    renamed = {}
    for key, value in state.items():
        new = key
        for pattern, replacement in names:
            new = re.sub(pattern, replacement, new)
        renamed[new] = value.transpose(2, 3) if value.ndim == 4 else value
    if renamed["first_conv.0.weight"].shape[1] == len(order):
        renamed["first_conv.0.weight"] = renamed["first_conv.0.weight"][:, order]
        for name in ("last_conv.0.weight", "last_conv.0.bias"):
            renamed[name] = renamed[name][order]
    return renamed


def _estimation(settings: Mapping[str, Any], in_channels: int) -> Estimation:
    """Their ``spec_type`` and ``spec_est_mode``; without them, four channels mean complex numbers, mapped directly."""
    complex_valued = settings.get("spec_type", "complex" if in_channels == 4 else "magnitude") == "complex"
    if settings.get("spec_est_mode", "mapping") == "mapping":
        return DCSE() if complex_valued else DME()
    return CME(activation=str(settings.get("last_activation", "sigmoid"))) if complex_valued else MME()


def _target(path: Path, settings: Mapping[str, Any]) -> str:
    named = [source for source in SOURCES if source in (str(settings.get("target_name", "")) or path.name)]
    return named[0] if named else "vocals"


def class_of(state: State) -> str:
    """The authors' class that has such weights.

    Raises:
        ValueError: where it is none of theirs.
    """
    if "ds_dense.0.H.0.0.weight" in state:
        return mdx.CLASS
    block = {key.removeprefix("encoders.0.") for key in state if key.startswith("encoders.0.")}
    if "condition_generator.linear_gamma.0.weight" in state:
        gammas, betas = (len(state[f"condition_generator.linear_{name}.0.weight"]) for name in ("gamma", "beta"))
        kinds = (("LaSIFT.", "_LightSAFT"), ("tdfs.", "_LaSAFT"), ("tdf.", "_TDF"), ("", ""))
        kind = next(name for prefix, name in kinds if any(key.startswith(prefix) for key in block))
        return f"DCUN_TFC_{'FiLM' if gammas == betas else 'GPoCM'}{kind}"
    dense = state.get("encoders.0.H.0.0.weight")
    kinds = (
        ("rnn.", "TDC_RNN_NET"),
        ("tif.tif.", "TFC_TDF_NET"),
        ("tif.", "TDF_NET"),
        ("H.", "TDC_NET" if dense is not None and dense.ndim == 3 else "TFC_NET"),
    )
    for prefix, name in kinds:
        if any(key.startswith(prefix) for key in block):
            return name
    raise ValueError("these are not the weights of any of the authors' networks")


def config_of(state: State, *, n_fft: int) -> dict[str, Any]:
    """The arguments of the constructor, as far as shapes tell them."""
    if class_of(state) == mdx.CLASS:
        return mdx.config_of(state, n_fft=n_fft)
    first = state["first_conv.0.weight"]
    n_levels = _count(state, r"encoders\.(\d+)\.")
    convolution = next(
        (value for key, value in state.items() if re.search(r"encoders\.0\..*H\.0\.0\.weight", key)), None
    )
    config: dict[str, Any] = {
        "n_fft": n_fft,
        "n_blocks": 2 * n_levels + 1,
        "internal_channels": first.shape[0],
        "input_channels": first.shape[1],
        "n_internal_layers": _count(state, r"encoders\.0\..*?H\.(\d+)\."),
        "t_down_layers": [i for i in range(n_levels) if _halves_time(state, i)],
    }
    if convolution is not None:
        config |= {"kernel_size_t": convolution.shape[2], "kernel_size_f": convolution.shape[-1]}
    config |= _bottleneck(state, n_fft // 2)
    if "embedding.weight" in state:
        config |= _conditioning(state, n_levels)
    if "mid_block.rnn.weight_ih_l0" in state:
        config |= _recurrence(state, n_fft // 2, config)
    return config


def _count(state: State, pattern: str) -> int:
    return 1 + max((int(found[1]) for key in state if (found := re.match(pattern, key))), default=-1)


def _halves_time(state: State, level: int) -> bool:
    weight = state.get(f"downsamplings.{level}.0.weight")
    return weight is not None and weight.shape[2] == 2


def _linear_layers(state: State, place: str) -> list[str]:
    """Names of the matrices of a block's frequency transformation, in order."""
    pattern = rf"{place}\.(0\.)?(tif|tdf|tdfs|tif_f1_to_f2|LaSAFT_bn_layer|LaSIFT)\."
    return sorted(key for key, value in state.items() if re.match(pattern, key) and value.ndim == 2)


def _bottleneck(state: State, n_bins: int) -> dict[str, Any]:
    """The smallest bottleneck, the middle block's, tells the minimum: either it is the minimum or none is in force."""
    top, middle = _linear_layers(state, r"encoders\.0"), _linear_layers(state, "mid_block")
    if not top or not middle:
        return {}
    bias = dict.fromkeys(("tfc_tdf_bias", "bias", "bias_tdf"), top[0].replace("weight", "bias") in state)
    if len(top) == 1:
        return {"bn_factor": None, "min_bn_units": 16, **bias}
    light = "LaSAFT_bn_layer" in top[0]
    wide = n_bins if light else len(state[top[-1]])
    per_unit = state["encoders.0.keys"].shape[1] if light else 1
    units, least = (len(state[layers[0]]) // per_unit for layers in (top, middle))
    return {"bn_factor": wide // units, "min_bn_units": least, **bias}


def _conditioning(state: State, n_levels: int) -> dict[str, Any]:
    widths = [v for k, v in state.items() if re.match(r"condition_generator\.dense.*weight", k) and v.ndim == 2]
    n_modulated = len(state["condition_generator.linear_beta.0.weight"]) // len(state["first_conv.0.bias"])
    keys = state.get("encoders.0.keys")
    return {
        "control_vector_type": "embedding",
        "control_type": "dense",
        "control_input_dim": len(state["embedding.weight"]),
        "embedding_dim": state["embedding.weight"].shape[1],
        "control_n_layer": len(widths) + 1,
        "condition_to": "decoder" if n_modulated == n_levels else "full",
        "pocm_norm": "batch_norm" if "condition_generator.linear_gamma.2.running_mean" in state else None,
        "film_type": "complex",
        "gamma_activation": "identity",
        "beta_activation": "identity",
        **({} if keys is None else {"dk": keys.shape[0], "num_tdfs": keys.shape[1]}),
    }


def _recurrence(state: State, n_bins: int, config: Mapping[str, Any]) -> dict[str, Any]:
    units = state["encoders.0.rnn.weight_hh_l0"].shape[1]
    return {
        "bn_factor_rnn": n_bins // units,
        "min_bn_units_rnn": state["mid_block.rnn.weight_hh_l0"].shape[1],
        "num_layers_rnn": _count(state, r"encoders\.0\.rnn\.weight_ih_l(\d+)"),
        "bias_rnn": "encoders.0.rnn.bias_ih_l0" in state,
        "bn_factor_tdf": config["bn_factor"],
    }


def n_fft_of(state: State) -> int | None:
    """STFT window in samples: twice the bins that the first frequency transformation reads; None without one."""
    recurrent = ["encoders.0.rnn.weight_ih_l0"] if "encoders.0.rnn.weight_ih_l0" in state else []
    layers = recurrent or _linear_layers(state, r"encoders\.0")
    return 2 * state[layers[0]].shape[1] if layers else None
