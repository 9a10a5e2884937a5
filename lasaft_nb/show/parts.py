"""Parts of the thesis's networks: what a box of a drawing leads to, as a row of the table below it."""

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from lasaft_nb.blocks import TDC, TDCRNN, TDF, TFC, TFCTDF
from lasaft_nb.blocks.tdf import fully_connected
from lasaft_nb.conditioning.description import DescriptionEncoder, WordsToPoCM
from lasaft_nb.conditioning.pocm import AggregatePoCM, SMPoCM
from lasaft_nb.conditioning.skip_attention import ChannelSkipAttention
from lasaft_nb.models.amss_net import DecodingBlock, RestoreByAttention
from lasaft_nb.models.unet import UNet
from lasaft_nb.show.code import PACKAGE
from lasaft_nb.show.html import attributes
from lasaft_nb.spectrogram.estimation import CME, DCSE, DME, MME

METHODS = "03_frequency_transformation/01_estimation_methods"
BLOCKS = "03_frequency_transformation/02_unet_and_blocks"
AMSS = "05_audio_manipulation/03_amss_net"


@dataclass(frozen=True, kw_only=True)
class Part:
    """``equation`` as text (``_`` and ``^`` lower and raise what follows), ``code`` that computes it, and where the
    book explains it: ``place`` is ``folder/page#anchor``, as everywhere in the book.
    """

    equation: str
    code: Callable[..., Any]
    place: str

    @property
    def source(self) -> str:
        """File of the code, in the folder of the library."""
        return Path(inspect.getfile(self.code)).relative_to(PACKAGE).as_posix()


PARTS = {
    "first convolution": Part(equation="X^{(0)} = ReLU(BN(Conv_{1×2}(M)))", code=UNet, place=f"{BLOCKS}#the-u-net"),
    "last convolution": Part(equation="T̂ = Conv_{1×2}(X), without activation", code=UNet, place=f"{BLOCKS}#the-u-net"),
    "U-Net": Part(
        equation="X^{(l)} = block_l(X^{(l−1)}), smaller at each l, and back up with copies from the way down",
        code=UNet,
        place=f"{BLOCKS}#the-u-net",
    ),
    "TFC": Part(
        equation="y = x_5, x_i = ReLU(BN(Conv_{3×3}([x_{i−1}, …, x_0]))), x_0 = x",
        code=TFC,
        place=f"{BLOCKS}#tfc-convolutions-over-time-and-frequency",
    ),
    "TDC": Part(
        equation="y = x_5, x_i = ReLU(BN(Conv_{1×3}([x_{i−1}, …, x_0]))), x_0 = x",
        code=TDC,
        place=f"{BLOCKS}#tdc-convolutions-over-frequency-only",
    ),
    "layer of a TDF": Part(
        equation="y = ReLU(BN(W x + b)), the same for all frames and channels",
        code=fully_connected,
        place=f"{BLOCKS}#tdf-a-fully-connected-network-over-frequency",
    ),
    "TDF": Part(
        equation="y = ReLU(BN(W_2 ReLU(BN(W_1 x + b_1)) + b_2))",
        code=TDF,
        place=f"{BLOCKS}#tdf-a-fully-connected-network-over-frequency",
    ),
    "TFC-TDF": Part(
        equation="x′ = TFC(x), y = x′ + TDF(x′)",
        code=TFCTDF,
        place=f"{BLOCKS}#tfc-tdf-both-the-block-that-the-thesis-proposes",
    ),
    "TDC-RNN": Part(
        equation="x′ = BN(TDC(x)), y = x′ + TDF(GRU(x′))",
        code=TDCRNN,
        place=f"{BLOCKS}#tdc-rnn-convolutions-over-frequency-and-a-memory-over-time",
    ),
    "DME": Part(equation="X = |M|, T̂ = ReLU(Y) e^{i∠M}", code=DME, place=f"{METHODS}#the-equations"),
    "MME": Part(equation="X = |M|, T̂ = σ(Y) M", code=MME, place=f"{METHODS}#the-equations"),
    "CME": Part(
        equation="X = (Re M, Im M), Re T̂ = a(Y_{Re}) Re M, Im T̂ = a(Y_{Im}) Im M, a = σ or tanh",
        code=CME,
        place=f"{METHODS}#the-equations",
    ),
    "DCSE": Part(equation="X = (Re M, Im M), T̂ = Y_{Re} + i Y_{Im}", code=DCSE, place=f"{METHODS}#the-equations"),
    "description encoder": Part(
        equation="w = BiRNN(Emb(S))", code=DescriptionEncoder, place=f"{AMSS}#the-description-encoder"
    ),
    "decoding block": Part(
        equation="X = TFC-TDF([X_E; X_D]), V′ = SMPoCM(V(X), w), y_D = CSA(Q(X_E), K(X), V′)",
        code=DecodingBlock,
        place=f"{AMSS}#inside-a-decoding-block",
    ),
    "Aggregate PoCM": Part(
        equation="Â′_c = β_c + Σ_j ω_{cj} X_j, (ω, β) from w", code=AggregatePoCM, place=f"{AMSS}#the-aggregate-pocm"
    ),
    "1×1 conv V": Part(
        equation="V = conv_V(X)", code=DecodingBlock, place=f"{AMSS}#the-latent-source-channel-extractor"
    ),
    "1×1 conv K": Part(
        equation="K = conv_K(X)", code=RestoreByAttention, place=f"{AMSS}#the-latent-source-channel-extractor"
    ),
    "1×1 conv Q": Part(
        equation="Q = conv_Q(X_E)", code=ChannelSkipAttention, place=f"{AMSS}#channel-wise-skip-attention"
    ),
    "weight generator": Part(
        equation="α = softmax(Θ w_{key}^T / √d_k) w_{value}, θ_s, θ_m, θ_i = linear(α)",
        code=WordsToPoCM,
        place=f"{AMSS}#the-condition-weight-generator",
    ),
    "SMPoCM": Part(
        equation="i ⊙ tanh(PoCM(s ⊙ X, θ_m)) + (1 − s) ⊙ X, s = σ(PoCM(X, θ_s)), i = σ(PoCM(X, θ_i))",
        code=SMPoCM,
        place=f"{AMSS}#smpocm-select-manipulate-let-out",
    ),
    "CSA": Part(
        equation="y_t = softmax(Q_t K_t^T / √F) V′_t, for each frame t",
        code=ChannelSkipAttention,
        place=f"{AMSS}#channel-wise-skip-attention",
    ),
}
SHIFTED = re.compile(r"([_^])(?:\{([^{}]*)\}|(\w))")


def set_in_html(text: str) -> str:
    """``text`` escaped, with what follows ``_`` below the line and what follows ``^`` above it."""
    tags = {"_": "sub", "^": "sup"}
    return SHIFTED.sub(lambda found: "<{0}>{1}</{0}>".format(tags[found[1]], found[2] or found[3]), escape(text))


def set_in_svg(text: str) -> str:
    """The same inside of an SVG text, which knows neither ``sub`` nor ``sup``."""
    steps = {"_": 4, "^": -5}

    def shifted(found: re.Match[str]) -> str:
        step = steps[found[1]]
        return (
            f"<tspan dy='{step}' font-size='75%'>{found[2] or found[3]}</tspan>"
            f"<tspan dy='{-step}'>&#8203;</tspan>"  # a space without width brings the line back
        )

    return SHIFTED.sub(shifted, escape(text))


def row_id(uid: str, name: str) -> str:
    """Id of a part's row in the table of the drawing ``uid``."""
    return "-".join((uid, *re.findall(r"\w+", name.lower())))


def table_of(names: Iterable[str], uid: str) -> tuple[str, str]:
    """The parts as a table, and as lines of text; the link of a row is set by the book, or leads to the notebook."""
    rows, lines = [], []
    for name in names:
        part = PARTS[name]
        page, _, anchor = part.place.partition("#")
        link = {"data-place": part.place, "href": f"../{page}.ipynb"}
        code = f"<code>{part.code.__name__}</code> in <code>{part.source}</code>"
        where = f"{code}<br><a{attributes(link)}>{anchor.replace('-', ' ')}</a>"
        rows.append(
            f"<tr{attributes({'id': row_id(uid, name)})}><th scope='row'>{escape(name)}</th>"
            f"<td>{set_in_html(part.equation)}</td><td>{where}</td></tr>"
        )
        lines.append(f"{name}: {part.equation}; {part.code.__name__} in {part.source}")
    words = ("part", "equation", "code (below lasaft_nb/), and explanation")
    head = "".join(f"<th scope='col'>{one}</th>" for one in words)
    body = f"<caption>Parts of the picture</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f"<table class='fp-parts'>{body}</table>", "\n".join(lines)
