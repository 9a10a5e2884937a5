"""The authors' network classes by name, as our networks: their constructor's arguments in our words."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from lasaft_nb.conditioning import FiLM, GPoCM, LightSAFT
from lasaft_nb.models import conditioned, dedicated
from lasaft_nb.models.unet import UNet

Config = Mapping[str, Any]

_INNER = ("tfc_activation", "tdc_activation", "tdf_activation", "tdc_rnn_activation")
_PARTS = {
    "encoder": ("encoder",),
    "decoder": ("decoder",),
    "full": ("encoder", "middle", "decoder"),
}


def _optional(value: Any) -> Any:
    """Their command lines write None as a string."""
    return None if value in (None, "None", "none") else value


def _levels(value: Any) -> tuple[int, ...] | None:
    """A list of levels, given as a list or as text such as "[0,2]"."""
    value = _optional(value)
    return tuple(int(level) for level in re.findall(r"\d+", str(value))) if value is not None else None


def _size(config: Config) -> dict[str, Any]:
    return {
        "n_fft": config["n_fft"],
        "n_blocks": config["n_blocks"],
        "channels": config["internal_channels"],
        "in_channels": config["input_channels"],
        "out_channels": config["input_channels"],
    }


def _sampled(config: Config) -> dict[str, Any]:
    return {**_size(config), "time_levels": _levels(config["t_down_layers"])}


def _tfc(config: Config) -> dict[str, Any]:
    kernel_size = (config["kernel_size_t"], config["kernel_size_f"])
    return {**_sampled(config), "n_layers": config["n_internal_layers"], "kernel_size": kernel_size}


def _bottleneck(config: Config, bias: str = "tfc_tdf_bias") -> dict[str, Any]:
    return {
        "bottleneck_factor": _optional(config["bn_factor"]),
        "min_units": config["min_bn_units"],
        "bias": config[bias],
    }


def _conditioned(config: Config) -> dict[str, Any]:
    if config["control_vector_type"] != "embedding" or config["control_type"] != "dense":
        raise ValueError("config must have control_vector_type 'embedding' and control_type 'dense'")
    if "film_type" in config and (config["film_type"], *_activations(config)) != ("complex", "identity", "identity"):
        raise ValueError("config must have film_type 'complex' and identity as gamma_activation and beta_activation")
    return {
        **_tfc(config),
        "modulated_parts": _PARTS[config["condition_to"]],
        "n_conditions": config["control_input_dim"],
        "embedding_dim": config["embedding_dim"],
        "n_generator_layers": config["control_n_layer"],
    }


def _activations(config: Config) -> tuple[str, str]:
    return config["gamma_activation"], config["beta_activation"]


def _film(config: Config) -> dict[str, Any]:
    return {**_conditioned(config), "modulation": FiLM}


def _gpocm(config: Config) -> dict[str, Any]:
    return {**_conditioned(config), "modulation": partial(GPoCM, normalise=_optional(config["pocm_norm"]) is not None)}


def _latent(config: Config) -> dict[str, Any]:
    return {**_bottleneck(config), "n_latent_sources": config["num_tdfs"], "key_dim": config["dk"]}


def _tdc_rnn(config: Config) -> UNet:
    return dedicated.tdc_rnn_unet(
        **_sampled(config),
        n_layers=config["n_internal_layers"],
        kernel_size=config["kernel_size_f"],
        bottleneck_factor=config["bn_factor_rnn"],
        min_units=config["min_bn_units_rnn"],
        n_rnn_layers=config["num_layers_rnn"],
        rnn_bias=config["bias_rnn"],
        tdf_bottleneck_factor=_optional(config["bn_factor_tdf"]),
        tdf_bias=config["bias_tdf"],
    )


_CLASSES: dict[str, Callable[[Config], UNet]] = {
    "TFC_NET": lambda c: dedicated.tfc_unet(**_tfc(c)),
    "TDC_NET": lambda c: dedicated.tdc_unet(
        **_size(c), n_layers=c["n_internal_layers"], kernel_size=c["kernel_size_f"]
    ),
    "TDF_NET": lambda c: dedicated.tdf_unet(**_size(c), **_bottleneck(c, "bias")),
    "TFC_TDF_NET": lambda c: dedicated.tfc_tdf_unet(**_tfc(c), **_bottleneck(c)),
    "TDC_RNN_NET": _tdc_rnn,
    "DCUN_TFC_FiLM": lambda c: conditioned.conditioned_unet(**_film(c)),
    "DCUN_TFC_GPoCM": lambda c: conditioned.conditioned_unet(**_gpocm(c)),
    "DCUN_TFC_FiLM_TDF": lambda c: conditioned.with_tdf(**_film(c), **_bottleneck(c)),
    "DCUN_TFC_GPoCM_TDF": lambda c: conditioned.with_tdf(**_gpocm(c), **_bottleneck(c)),
    "DCUN_TFC_FiLM_LaSAFT": lambda c: conditioned.with_latent_sources(**_film(c), **_latent(c)),
    "DCUN_TFC_GPoCM_LaSAFT": lambda c: conditioned.with_latent_sources(**_gpocm(c), **_latent(c)),
    "DCUN_TFC_GPoCM_LightSAFT": lambda c: conditioned.with_latent_sources(lasaft=LightSAFT, **_gpocm(c), **_latent(c)),
}


def build(class_name: str, config: Config) -> UNet:
    """Our network for one of the authors' classes and the arguments of its constructor.

    Raises:
        ValueError: for a class that is not among theirs, an argument that is absent, or one that we don't have.
    """
    if class_name not in _CLASSES:
        raise ValueError(f"class_name must be one of {', '.join(_CLASSES)}, got {class_name!r}")
    activations = config.get("first_conv_activation", "relu"), config.get("last_activation", "identity")
    if activations != ("relu", "identity"):
        raise ValueError(
            f"config must have first_conv_activation 'relu' and last_activation 'identity', got {activations}"
        )
    if other := {name: config[name] for name in config if name.endswith(_INNER) and config[name] != "relu"}:
        raise ValueError(f"config must have 'relu' inside blocks, got {other}")
    try:
        return _CLASSES[class_name](config)
    except KeyError as error:
        raise ValueError(f"config of {class_name} must have {error}") from error
