"""Beside Table 4.1: LightSAFT, FiLM in the encoder, the switch, dropout, one network with four outputs, other I_L."""

from lasaft_nb.experiments.budgets import chapter_3, chapter_4, latent_sweep
from lasaft_nb.experiments.experiment import Experiment, Row

NETWORKS = {
    "GPoCM CUNet + LightSAFT": "cunet_gpocm_lightsaft",
    "FiLM CUNet, FiLM in the encoder": "cunet_film_encoder",
    "FiLM CUNet + mux": "cunet_film_mux",
}
N_LATENT_SOURCES = (1, 2, 4, 6, 8)
EXPERIMENT = Experiment(
    name="conditioned_variants",
    title="Conditioned separation beside Table 4.1",
    rows=(
        *(Row(name=name, network=network, at=chapter_4(), metrics=("SDR",)) for name, network in NETWORKS.items()),
        Row(
            name="FiLM CUNet, dropout of 0.5 in the condition generator",
            network="cunet_film",
            at=chapter_4(generator_dropout=0.5),
            metrics=("SDR",),
            ship=False,
        ),
        Row(
            name="multi-head: one network, four outputs",
            network="tfc_tdf_7",
            joint=True,
            at=chapter_3(),
            metrics=("SDR",),
        ),
        Row(
            name="GPoCM CUNet + LaSAFT, DME",
            network="cunet_gpocm_lasaft",
            estimation="DME",
            at=chapter_4(),
            metrics=("SDR",),
            ship=False,
        ),
        *(
            Row(name=f"{name}, twice the steps", network=network, at=chapter_4(steps=1600), metrics=("SDR",), ship=ship)
            for name, network, ship in (
                ("GPoCM CUNet", "cunet_gpocm", False),
                ("GPoCM CUNet + LaSAFT", "cunet_gpocm_lasaft", True),
            )
        ),
        *(
            Row(
                name=f"GPoCM CUNet + LaSAFT, I_L = {count}",
                network="cunet_gpocm_lasaft",
                at=latent_sweep(count),
                metrics=("SDR",),
                ship=False,
            )
            for count in N_LATENT_SOURCES
        ),
    ),
)
