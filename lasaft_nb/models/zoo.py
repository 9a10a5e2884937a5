"""The named networks: one name per network the thesis trains, at the thesis's size unless overridden."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from torch import nn

from lasaft_nb.conditioning import FiLM, GPoCM, LightSAFT
from lasaft_nb.models.amss_net import AmssSize, amss_net
from lasaft_nb.models.classic.cunet import OriginalCUNet
from lasaft_nb.models.classic.demucs import Demucs
from lasaft_nb.models.classic.jansson_unet import JanssonUNet
from lasaft_nb.models.classic.wave_unet import WaveUNet
from lasaft_nb.models.conditioned import conditioned_unet, with_latent_sources, with_mux, with_tdf
from lasaft_nb.models.dedicated import (
    tdc_rnn_unet,
    tdc_unet,
    tdf_unet,
    tfc_tdf_unet,
    tfc_unet,
    tfc_unet_as_large_as_tfc_tdf,
)
from lasaft_nb.models.mdx_net import mdx_net
from lasaft_nb.models.unet import UNetSize

__all__ = ["ZooEntry", "build", "names", "spec"]


@dataclass(frozen=True, kw_only=True)
class ZooEntry:
    """A network by name: how to build it and what it works on.

    ``make`` is a function of keywords; ``fixed`` are those that make the network what it is, ``sizes`` published values
    that differ from the defaults and may be overridden; ``passes_to`` are the callables that ``make`` hands further
    keywords to. Networks of kind "spectrogram" map features (b, c, t, f) to an output of the same axes, those of kind
    "waveform" (b, c, n) to (b, s, c, n); conditioned ones take (x, condition), and the condition that one ``reads`` is
    the number of a source (b,), or the tokens of a sentence (b, w), see `lasaft_nb.aml.words`.
    """

    name: str
    make: Callable[..., nn.Module]
    description: str
    place: str  # where the thesis has it
    fixed: dict[str, Any] = field(default_factory=dict)
    sizes: dict[str, Any] = field(default_factory=dict)
    passes_to: tuple[Callable[..., Any], ...] = (UNetSize,)
    n_fft: int = 2048  # samples
    hop_length: int = 1024  # samples
    conditioned: bool = False
    reads: Literal["source", "sentence"] = "source"
    kind: Literal["spectrogram", "waveform"] = "spectrogram"

    @property
    def trained_as(self) -> Literal["dedicated", "conditioned", "sentences", "waveforms"]:
        """The kind of training, which decides how long it has to be."""
        if self.kind == "waveform":
            return "waveforms"
        if not self.conditioned:
            return "dedicated"
        return "sentences" if self.reads == "sentence" else "conditioned"

    def options(self) -> tuple[str, ...]:
        """Names of the sizes that may be overridden."""
        parameters = [p for made in (self.make, *self.passes_to) for p in inspect.signature(made).parameters.values()]
        names = dict.fromkeys(p.name for p in parameters if p.kind is not inspect.Parameter.VAR_KEYWORD)
        return tuple(name for name in names if name not in {*self.fixed, "modulation", "transformation"})

    def build(self, **overrides: Any) -> nn.Module:
        """The network, with fresh weights."""
        if unknown := sorted(set(overrides) - set(self.options())):
            raise ValueError(f"{self.name} has no {', '.join(unknown)}; its sizes are {', '.join(self.options())}")
        stft = {"n_fft": self.n_fft} if "n_fft" in self.options() else {}
        return self.make(**{**stft, **self.sizes, **self.fixed, **overrides})


def names() -> tuple[str, ...]:
    """Names of all networks."""
    return tuple(_BY_NAME)


def spec(name: str) -> ZooEntry:
    """The entry of one network: its sizes, its STFT, whether it is conditioned."""
    if name not in _BY_NAME:
        raise ValueError(f"name must be one of {', '.join(_BY_NAME)}, got {name!r}")
    return _BY_NAME[name]


def build(name: str, **overrides: Any) -> nn.Module:
    """The network called ``name`` with fresh weights; keywords override its published sizes, as in ``n_blocks=5``."""
    return spec(name).build(**overrides)


def _with_word_vectors(*, light_saft: bool = False, **sizes: Any) -> nn.Module:
    """`amss_net` whose word embedding starts from GloVe."""
    from lasaft_nb.aml.words import vectors

    return amss_net(vectors=vectors(), light_saft=light_saft, **sizes)


_dedicated = ZooEntry
_conditioned = partial(ZooEntry, passes_to=(conditioned_unet, UNetSize), conditioned=True)
_amss = partial(
    ZooEntry,
    make=_with_word_vectors,
    sizes={"n_blocks": 5},
    passes_to=(AmssSize, UNetSize),
    conditioned=True,
    reads="sentence",
    place="thesis 5.5.2; Tables 5.2 and 5.3",
)
_classic = partial(ZooEntry, passes_to=())

# One network a line or few: what it is, and where the thesis has it.
# fmt: off
_ENTRIES = (
    # separate one instrument (thesis chapter 3, ISMIR 2020 paper)
    _dedicated(name="tdc_17", make=tdc_unet, sizes={"n_blocks": 17}, place="ISMIR 2020 paper",
               description="17 blocks of convolutions over frequency only"),
    _dedicated(name="tfc_7", make=tfc_unet, place="thesis 3.4", description="7 blocks of 2-D convolutions"),
    _dedicated(name="tfc_as_large_as_tfc_tdf", make=tfc_unet_as_large_as_tfc_tdf, passes_to=(tfc_unet, UNetSize),
               place="not in the thesis; beside Table 3.5",
               description="7 blocks of 2-D convolutions, with the parameters of tfc_tdf_7 in more channels"),
    # Thesis 3.6.3 and the published number of parameters say three levels; that it is these three is our choice.
    _dedicated(name="tfc_17", make=tfc_unet, sizes={"n_blocks": 17, "time_levels": (0, 2, 4)},
               place="thesis Table 3.5, row 1", description="17 blocks of 2-D convolutions"),
    _dedicated(name="tfc_17_keep_time", make=tfc_unet, sizes={"n_blocks": 17, "time_levels": ()},
               place="thesis Table 3.5, row 2",
               description="17 blocks of 2-D convolutions, the number of frames kept at every level"),
    _dedicated(name="tfc_9_large", make=tfc_unet, sizes={"n_blocks": 9}, n_fft=4096,
               place="thesis Table 3.7, row 4", description="9 blocks of 2-D convolutions, window of 4096 samples"),
    _dedicated(name="tdf_7", make=tdf_unet, place="ISMIR 2020 paper",
               description="7 blocks of fully-connected networks over frequency"),
    _dedicated(name="tfc_tdf_7", make=tfc_tdf_unet, place="thesis Tables 3.1 to 3.4; Table 3.5, row 3",
               description="7 TFC-TDF blocks"),
    _dedicated(name="tfc_tdf_17", make=tfc_tdf_unet, sizes={"n_blocks": 17, "time_levels": (0, 2, 4, 6)},
               place="thesis Table 3.5, row 4", description="17 TFC-TDF blocks"),
    _dedicated(name="tfc_tdf_large", make=tfc_tdf_unet, sizes={"n_blocks": 9}, n_fft=4096,
               place="thesis Table 3.6; Table 3.7, rows 1 and 3",
               description="9 TFC-TDF blocks, window of 4096 samples: the proposed network"),
    _dedicated(name="tfc_tdf_large_no_bottleneck", make=tfc_tdf_unet, n_fft=4096,
               sizes={"n_blocks": 9, "bottleneck_factor": None}, place="thesis Table 3.7, row 2",
               description="as tfc_tdf_large, with single-layer TDFs"),
    _dedicated(name="tdc_rnn_7", make=tdc_rnn_unet, place="ISMIR 2020 paper", description="7 TDC-RNN blocks"),
    # the thesis's block, carried on by its group (Music Demixing Challenge 2021)
    _dedicated(name="mdx_net", make=mdx_net, n_fft=6144, place="after the thesis; Kim et al. 2021",
               description="11 TFC-TDF v2 blocks: plain convolutions, growing channels, multiplied skips"),
    # separate the source they are asked for (thesis chapter 4, LaSAFT paper)
    _conditioned(name="cunet_film", make=conditioned_unet, fixed={"modulation": FiLM},
                 place="thesis 4.3; Table 4.1", description="TFC blocks, FiLM in the decoder"),
    _conditioned(name="cunet_film_normalised", make=conditioned_unet,
                 fixed={"modulation": partial(FiLM, normalise=True)}, place="not in the thesis; beside Table 4.1",
                 description="TFC blocks, FiLM in the decoder, its scales and shifts normalised as those of GPoCM are"),
    _conditioned(name="cunet_film_tdf", make=with_tdf, fixed={"modulation": FiLM},
                 place="thesis 4.4.1; Table 4.1", description="one TDF for all sources, FiLM in the decoder"),
    _conditioned(name="cunet_film_lasaft", make=with_latent_sources, fixed={"modulation": FiLM},
                 place="thesis 4.4.2; Table 4.1", description="LaSAFT, FiLM in the decoder"),
    _conditioned(name="cunet_gpocm", make=conditioned_unet, fixed={"modulation": GPoCM},
                 place="thesis 4.5; Table 4.1", description="TFC blocks, GPoCM in the decoder"),
    _conditioned(name="cunet_gpocm_tdf", make=with_tdf, fixed={"modulation": GPoCM},
                 place="thesis 4.5; Table 4.1", description="one TDF for all sources, GPoCM in the decoder"),
    _conditioned(name="cunet_gpocm_lasaft", make=with_latent_sources, fixed={"modulation": GPoCM},
                 place="thesis 4.5; Table 4.1", description="LaSAFT and GPoCM: the proposed network"),
    _conditioned(name="cunet_gpocm_lightsaft", make=with_latent_sources,
                 fixed={"modulation": GPoCM, "lasaft": LightSAFT},
                 place="the authors' follow-up", description="LightSAFT and GPoCM"),
    _conditioned(name="cunet_film_encoder", make=conditioned_unet,
                 fixed={"modulation": FiLM, "modulated_parts": ("encoder",)},
                 place="thesis 4.7", description="TFC blocks, FiLM in the encoder"),
    _conditioned(name="cunet_film_mux", make=with_mux, fixed={"modulation": FiLM}, place="thesis 4.4.1",
                 description="a TDF for every source and a switch, FiLM in the decoder"),
    _conditioned(name="lasaft_large", make=with_latent_sources, fixed={"modulation": GPoCM},
                 sizes={"n_blocks": 9, "embedding_dim": 64}, n_fft=4096, place="thesis Table 4.2",
                 description="LaSAFT and GPoCM, 9 blocks, window of 4096 samples"),
    # do to a mixture what a sentence says (thesis chapter 5, ACM MM 2021 paper)
    _amss(name="amss_net", description="AMSS-Net: words change latent sources, channel-wise skip attention"),
    _amss(name="amss_net_no_csa", fixed={"skip_attention": False},
          description="AMSS-Net without channel-wise skip attention"),
    _amss(name="amss_net_late_keys", fixed={"late_keys": True},
          description="AMSS-Net with keys from after the manipulation"),
    _amss(name="amss_net_no_smpocm", fixed={"selective": False},
          description="AMSS-Net with one PoCM in place of SMPoCM"),
    # came before, at their published sizes (thesis 2 and 3.2, the lectures)
    _classic(name="jansson_unet", make=JanssonUNet, n_fft=1024, hop_length=768,
             place="thesis 3.2; Jansson et al. 2017",
             description="U-Net with a mask for magnitudes; published for mono at 8192 Hz"),
    _classic(name="wave_unet", make=WaveUNet, kind="waveform", place="thesis 2; Stoller et al. 2018",
             description="U-Net of 1-D convolutions on samples"),
    _classic(name="demucs", make=Demucs, kind="waveform", place="thesis 2; Defossez et al. 2019",
             description="strided 1-D convolutions and a recurrent middle on samples"),
    _classic(name="original_cunet", make=OriginalCUNet, n_fft=1024, hop_length=768, conditioned=True,
             place="thesis 4.3, 4.7; Meseguer-Brocal and Peeters 2019",
             description="jansson_unet with FiLM in the encoder"),
)
# fmt: on
_BY_NAME = {entry.name: entry for entry in _ENTRIES}
