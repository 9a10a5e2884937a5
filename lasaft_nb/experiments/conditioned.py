"""Experiments of chapter 4: conditioned separation, Table 4.1 and what stands beside it (thesis 4.4 to 4.7)."""

from lasaft_nb.experiments.experiment import Experiment, Row, chapter_3_budget, chapter_4_budget, latent_sweep_budget

# Table 4.1: conditioned U-Nets with FiLM or GPoCM, and with TDF or LaSAFT, beside dedicated ones (thesis 4.5).

_PUBLISHED = {
    "FiLM CUNet": "cunet_film",
    "FiLM CUNet + TDF": "cunet_film_tdf",
    "FiLM CUNet + LaSAFT": "cunet_film_lasaft",
    "GPoCM CUNet": "cunet_gpocm",
    "GPoCM CUNet + TDF": "cunet_gpocm_tdf",
    "GPoCM CUNet + LaSAFT": "cunet_gpocm_lasaft",
}
TABLE_4_1 = Experiment(
    name="table_4_1",
    title="Conditioned separation (Table 4.1)",
    rows=(
        Row(name="dedicated (chapter 3)", network="tfc_tdf_7", metrics=("SDR",), **chapter_3_budget()),
        *(
            Row(name=name, network=network, metrics=("SDR",), **chapter_4_budget())
            for name, network in _PUBLISHED.items()
        ),
    ),
    seeds=(0, 1, 2),
)


# Conditioned separation beside Table 4.1 (thesis 4.4 to 4.7).
#
# LaSAFT with one bottleneck as thesis 4.4.2 has it, LightSAFT, FiLM with normalised scales, FiLM in the encoder, the
# switch, dropout, other I_L; and what dedicated networks and one with four outputs do. The four dedicated networks of
# half the steps have, at `lite` and `long`, the steps of one conditioned network together.

_VARIANTS = {
    "GPoCM CUNet + LightSAFT": "cunet_gpocm_lightsaft",
    "FiLM CUNet, normalised": "cunet_film_normalised",
    "FiLM CUNet, FiLM in the encoder": "cunet_film_encoder",
    "FiLM CUNet + mux": "cunet_film_mux",
}
N_LATENT_SOURCES = (1, 2, 4, 6, 8)
CONDITIONED_VARIANTS = Experiment(
    name="conditioned_variants",
    title="Conditioned separation beside Table 4.1",
    rows=(
        *(
            Row(name=name, network=network, metrics=("SDR",), **chapter_4_budget())
            for name, network in _VARIANTS.items()
        ),
        *(
            Row(
                name=f"{name}, one bottleneck",
                network=network,
                overrides={"shared_bottleneck": True},
                metrics=("SDR",),
                ship=False,
                **chapter_4_budget(),
            )
            for name, network in (
                ("FiLM CUNet + LaSAFT", "cunet_film_lasaft"),
                ("GPoCM CUNet + LaSAFT", "cunet_gpocm_lasaft"),
            )
        ),
        Row(
            name="dedicated, half the steps",
            network="tfc_tdf_7",
            effort=0.5,
            metrics=("SDR",),
            ship=False,
            **chapter_3_budget(),
        ),
        Row(
            name="FiLM CUNet, dropout of 0.5 in the condition generator",
            network="cunet_film",
            overrides={"generator_dropout": 0.5},
            metrics=("SDR",),
            ship=False,
            **chapter_4_budget(),
        ),
        Row(
            name="multi-head: one network, four outputs",
            network="tfc_tdf_7",
            joint=True,
            metrics=("SDR",),
            **chapter_3_budget(),
        ),
        Row(
            name="GPoCM CUNet + LaSAFT, DME",
            network="cunet_gpocm_lasaft",
            estimation="DME",
            metrics=("SDR",),
            ship=False,
            **chapter_4_budget(),
        ),
        *(
            Row(
                name=f"{name}, twice the steps",
                network=network,
                effort=2.0,
                metrics=("SDR",),
                ship=ship,
                **chapter_4_budget(),
            )
            for name, network, ship in (
                ("GPoCM CUNet", "cunet_gpocm", False),
                ("GPoCM CUNet + LaSAFT", "cunet_gpocm_lasaft", True),
            )
        ),
        *(
            Row(
                name=f"GPoCM CUNet + LaSAFT, I_L = {count}",
                network="cunet_gpocm_lasaft",
                overrides={"n_latent_sources": count},
                metrics=("SDR",),
                ship=False,
                **latent_sweep_budget(),
            )
            for count in N_LATENT_SOURCES
        ),
    ),
)
