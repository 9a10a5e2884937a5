"""Read a released file of the authors: a bare state dict of 2020, or a PyTorch-Lightning checkpoint of later."""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lasaft_nb.errors import UserError
from lasaft_nb.inference.official import from_state_dict
from lasaft_nb.inference.official_infer import class_of, config_of, n_fft_of
from lasaft_nb.models.source_model import SOURCES, SpectrogramModel
from lasaft_nb.spectrogram import CME, DCSE, DME, MME, Estimation, StftConfig

State = dict[str, Tensor]

_PREFIXES = ("spec2spec.", "conditional_spec2spec.")
_ACTIVATIONS = ("tfc_activation", "tdc_activation", "tdf_activation", "tdc_rnn_activation", "tfc_tdf_activation")


def read(path: Path) -> tuple[SpectrogramModel, dict[str, Any]]:
    """The separator in a file, and a card that says what it is.

    Raises:
        UserError: for a file that can't be read, holds objects of unknown classes, or is none of the networks.
    """
    state, settings = _contents(path)
    try:
        class_name = class_of(state)
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
