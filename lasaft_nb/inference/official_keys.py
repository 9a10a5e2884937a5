"""How the authors' published networks spell the names of weights, as tables, and the strict translation to ours.

A table holds (regular expression, replacement): one after the other they turn one of our names into theirs. Where one
of their tensors holds several of ours (all modulations come from one layer), each of ours takes its slice.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from einops import rearrange
from torch import Tensor

Table = Sequence[tuple[str, str]]


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
