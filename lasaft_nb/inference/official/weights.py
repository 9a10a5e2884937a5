"""The authors' published networks as ours: their classes and constructor's arguments, and their names of weights.

A table holds (regular expression, replacement): one after the other they turn one of our names into theirs. Where one
of their tensors holds several of ours (all modulations come from one layer), each of ours takes its slice.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from einops import rearrange
from torch import Tensor, nn

from lasaft_nb.conditioning import FiLM, GPoCM, LightSAFT
from lasaft_nb.models import conditioned, dedicated
from lasaft_nb.models.mdx_net import mdx_net
from lasaft_nb.models.unet import UNet

Config = Mapping[str, Any]
Table = Sequence[tuple[str, str]]


def from_state_dict(state: Mapping[str, Tensor], *, class_name: str, config: Mapping[str, Any]) -> nn.Module:
    """One of the authors' networks with their weights, in evaluation mode.

    Args:
        state: their state dict, names and shapes as they are.
        class_name: their class, such as "TFC_TDF_NET" or "DCUN_TFC_GPoCM_LaSAFT".
        config: the arguments of its constructor.

    Raises:
        ValueError: for an unknown class or argument, and for weights that are missing, left over or
            misshapen, all of them listed.
    """
    network = build(class_name, config)
    transposed = config.get("pocm_type", "matmul") == "matmul"  # their "naive" form reads the same matrix the other way
    weights = translate(state, network.state_dict(), table=TABLES[class_name], transposed=transposed)
    network.load_state_dict(weights)
    return network.eval()


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


def _mdx_net(config: Config) -> UNet:
    """Their ``dim_f`` is an exponent; a ``bn`` of 0 means one layer, none means no TDF, which no released one has."""
    if config["bn"] is None:
        raise ValueError("config must have a number as bn, got None")
    return mdx_net(
        n_fft=config["n_fft"],
        kept_bins=2 ** config["dim_f"],
        n_blocks=config["L"],
        channels=config["g"],
        n_layers=config["l"],
        kernel_size=config.get("k", 3),
        bottleneck_factor=config["bn"] or None,
        bias=config["bias"],
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
    "Conv_TDF_net_trim": _mdx_net,
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


def _tdf(ours: str, theirs: str) -> Table:
    """Layers (linear, norm) of a TDF: two pairs with us, a flat sequence with ReLUs between them with the authors."""
    return [(rf"{ours}layers\.{m}\.{n}\.", f"{theirs}{3 * m + n}.") for m in (0, 1) for n in (0, 1)]


_WALK: Table = [
    (r"^first\.", "first_conv."),
    (r"^last\.", "last_conv.0."),
    (r"^downs\.", "downsamplings."),
    (r"^ups\.", "upsamplings."),
    (r"^middle\.", "mid_block."),
]
_FRAMEWISE: Table = [(r"(samplings\.\d+)\.0\.", r"\1.conv."), (r"(samplings\.\d+)\.1\.", r"\1.bn.")]
_GENERATOR: Table = [
    (r"^generator\.embedding\.", "embedding."),
    (r"^generator\.layers\.0\.0\.", "condition_generator.dense_control_block.linear.0."),
    *(
        (rf"^generator\.layers\.{k}\.{n}\.", f"condition_generator.dense_control_block.linear.{4 * k - 2 + n}.")
        for k in range(1, 8)
        for n in (0, 3)
    ),
    (r"^.*modulate\.block\.to_scale\.|^.*pocm\.to_weight\.", "condition_generator.linear_gamma.0."),
    (r"^.*modulate\.block\.to_shift\.|^.*pocm\.to_bias\.", "condition_generator.linear_beta.0."),
    (r"^.*pocm\.weight_norm\.", "condition_generator.linear_gamma.2."),
    (r"^.*pocm\.bias_norm\.", "condition_generator.linear_beta.2."),
]
_CONDITIONED: Table = [*_WALK, *_GENERATOR, (r"steps\.tfc\.block\.layers\.", "tfc.H.")]
_WITHOUT_TRANSFORMATION: Table = [*_CONDITIONED, (r"\.tfc\.H\.", ".H.")]
_WITH_TDF: Table = [*_CONDITIONED, *_tdf(r"steps\.transform\.step\.block\.", "tdf.tdf.")]
_ATTENTION: Table = [
    (r"steps\.transform\.step\.block\.attention\.to_query\.", "linear_query."),
    (r"steps\.transform\.step\.block\.attention\.keys", "keys"),
]
_WITH_LASAFT: Table = [*_CONDITIONED, *_ATTENTION, *_tdf(r"steps\.transform\.step\.block\.tdf\.", "tdfs.tdf.")]
_WITH_LIGHTSAFT: Table = [
    *_CONDITIONED,
    *_ATTENTION,
    *_tdf(r"steps\.transform\.step\.block\.narrow\.", "LaSAFT_bn_layer."),
    *_tdf(r"steps\.transform\.step\.block\.widen\.", "LaSIFT."),
]

TABLES: dict[str, Table] = {
    "TFC_NET": [*_WALK, (r"block\.layers\.", "H.")],
    "TDC_NET": [*_WALK, *_FRAMEWISE, (r"block\.tfc\.layers\.", "H.")],
    "TDF_NET": [
        *_WALK,
        *_FRAMEWISE,
        *_tdf(r"^(decoders\.\d+)\.block\.tdf\.", r"\1.0.tif."),
        *_tdf(r"block\.tdf\.", "tif."),
        (r"block\.mix\.", "1."),
    ],
    "TFC_TDF_NET": [*_WALK, (r"block\.tfc\.layers\.", "tfc.H."), *_tdf(r"block\.tdf\.", "tif.tif.")],
    "TDC_RNN_NET": [
        *_WALK,
        (r"block\.tdc\.tfc\.layers\.", "tic.H."),
        (r"block\.norm\.", "bn."),
        (r"block\.rnn\.", "rnn."),
        *_tdf(r"block\.tdf\.", "tif_f1_to_f2.tif."),
    ],
    "DCUN_TFC_FiLM": _WITHOUT_TRANSFORMATION,
    "DCUN_TFC_GPoCM": _WITHOUT_TRANSFORMATION,
    "DCUN_TFC_FiLM_TDF": _WITH_TDF,
    "DCUN_TFC_GPoCM_TDF": _WITH_TDF,
    "DCUN_TFC_FiLM_LaSAFT": _WITH_LASAFT,
    "DCUN_TFC_GPoCM_LaSAFT": _WITH_LASAFT,
    "DCUN_TFC_GPoCM_LightSAFT": _WITH_LIGHTSAFT,
    "Conv_TDF_net_trim": [
        (r"^first\.", "first_conv."),
        (r"^last\.", "final_conv.0."),
        (r"^encoders\.", "ds_dense."),
        (r"^downs\.", "ds."),
        (r"^middle\.", "mid_dense."),
        (r"^ups\.", "us."),
        (r"^decoders\.", "us_dense."),
        (r"block\.tfc\.layers\.", "H."),
        *_tdf(r"block\.tdf\.", "tdf."),
    ],
}


def their_key(ours: str, table: Table) -> str:
    """The authors' name of one of our weights."""
    for pattern, replacement in table:
        ours = re.sub(pattern, replacement, ours)
    return ours


def translate(
    theirs: Mapping[str, Tensor], ours: Mapping[str, Tensor], *, table: Table, transposed: bool = True
) -> dict[str, Tensor]:
    """The authors' state dict under our names, in our shapes.

    ``ours`` gives names and shapes; ``transposed`` says that their generated matrices have index [from, to].

    Raises:
        ValueError: listing every weight that is missing, left over, or of another shape.
    """
    keys = {key: their_key(key, table) for key in ours}
    slices = _slices(list(ours), transposed=transposed)
    translated, misshapen = {}, []
    for key, their in keys.items():
        if their not in theirs:
            continue
        translated[key] = value = _fit(theirs[their], ours[key], slices.get(key))
        if value.shape != ours[key].shape:
            misshapen.append(f"{their} is {tuple(theirs[their].shape)}, for {key} {tuple(ours[key].shape)}")
    problems = {
        "missing": sorted({their for their in keys.values() if their not in theirs}),
        "left over": sorted(set(theirs) - set(keys.values())),
        "of another shape": misshapen,
    }
    if any(problems.values()):
        listed = "; ".join(f"{what}: {', '.join(found)}" for what, found in problems.items() if found)
        raise ValueError(f"state does not fit the network: {listed}")
    return translated


def _fit(their: Tensor, our: Tensor, cut: Callable[[Tensor], Tensor] | None) -> Tensor:
    """Cut our part out, and give a 1-D convolution's kernel the frame axis that ours has."""
    if cut is not None and their.ndim:
        their = cut(their)
    return their.unsqueeze(2) if their.ndim == 3 and our.ndim == 4 else their


def _slices(ours: Sequence[str], *, transposed: bool) -> dict[str, Callable[[Tensor], Tensor]]:
    """For every weight of a modulation: how to take its part out of the generator's tensor."""
    blocks = list(dict.fromkeys(key.split(".steps.")[0] for key in ours if ".modulate." in key))
    order = [block for part in ("encoders", "middle", "decoders") for block in blocks if block.startswith(part)]
    turned = (".pocm.to_weight.", ".pocm.weight_norm.")

    def cut(key: str) -> Callable[[Tensor], Tensor]:
        place = order.index(key.split(".steps.", maxsplit=1)[0])
        turn = transposed and any(name in key for name in turned)
        return lambda tensor: _part(tensor, place, len(order), turn=turn)

    return {key: cut(key) for key in ours if ".modulate." in key}


def _part(tensor: Tensor, place: int, n_parts: int, *, turn: bool) -> Tensor:
    if len(tensor) % n_parts:
        return tensor
    part = tensor.chunk(n_parts)[place]
    side = round(len(part) ** 0.5)
    return rearrange(part, "(i o) ... -> (o i) ...", o=side) if turn and side**2 == len(part) else part
