"""Networks that separate the source they are asked for (thesis chapter 4, LaSAFT paper)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from torch import nn

from lasaft_nb.conditioning import FiLM, GPoCM, LightSAFT
from lasaft_nb.models.conditioned import conditioned_unet, with_latent_sources, with_mux, with_tdf
from lasaft_nb.models.entries import ZooEntry
from lasaft_nb.models.unet import UNetSize


def _entry(
    name: str,
    make: Callable[..., nn.Module],
    fixed: dict[str, Any],
    *,
    description: str,
    place: str,
    sizes: dict[str, Any] | None = None,
    n_fft: int = 2048,
) -> ZooEntry:
    return ZooEntry(
        name=name,
        make=make,
        fixed=fixed,
        sizes=sizes or {},
        passes_to=(conditioned_unet, UNetSize),
        n_fft=n_fft,
        conditioned=True,
        description=description,
        place=place,
    )


ENTRIES = (
    _entry(
        "cunet_film",
        conditioned_unet,
        {"modulation": FiLM},
        description="TFC blocks, FiLM in the decoder",
        place="thesis 4.3; Table 4.1",
    ),
    _entry(
        "cunet_film_normalised",
        conditioned_unet,
        {"modulation": partial(FiLM, normalise=True)},
        description="TFC blocks, FiLM in the decoder, its scales and shifts normalised as those of GPoCM are",
        place="not in the thesis; beside Table 4.1",
    ),
    _entry(
        "cunet_film_tdf",
        with_tdf,
        {"modulation": FiLM},
        description="one TDF for all sources, FiLM in the decoder",
        place="thesis 4.4.1; Table 4.1",
    ),
    _entry(
        "cunet_film_lasaft",
        with_latent_sources,
        {"modulation": FiLM},
        description="LaSAFT, FiLM in the decoder",
        place="thesis 4.4.2; Table 4.1",
    ),
    _entry(
        "cunet_gpocm",
        conditioned_unet,
        {"modulation": GPoCM},
        description="TFC blocks, GPoCM in the decoder",
        place="thesis 4.5; Table 4.1",
    ),
    _entry(
        "cunet_gpocm_tdf",
        with_tdf,
        {"modulation": GPoCM},
        description="one TDF for all sources, GPoCM in the decoder",
        place="thesis 4.5; Table 4.1",
    ),
    _entry(
        "cunet_gpocm_lasaft",
        with_latent_sources,
        {"modulation": GPoCM},
        description="LaSAFT and GPoCM: the proposed network",
        place="thesis 4.5; Table 4.1",
    ),
    _entry(
        "cunet_gpocm_lightsaft",
        with_latent_sources,
        {"modulation": GPoCM, "lasaft": LightSAFT},
        description="LightSAFT and GPoCM",
        place="the authors' follow-up",
    ),
    _entry(
        "cunet_film_encoder",
        conditioned_unet,
        {"modulation": FiLM, "modulated_parts": ("encoder",)},
        description="TFC blocks, FiLM in the encoder",
        place="thesis 4.7",
    ),
    _entry(
        "cunet_film_mux",
        with_mux,
        {"modulation": FiLM},
        description="a TDF for every source and a switch, FiLM in the decoder",
        place="thesis 4.4.1",
    ),
    _entry(
        "lasaft_large",
        with_latent_sources,
        {"modulation": GPoCM},
        description="LaSAFT and GPoCM, 9 blocks, window of 4096 samples",
        place="thesis Table 4.2",
        sizes={"n_blocks": 9, "embedding_dim": 64},
        n_fft=4096,
    ),
)
