"""Estimation beside Table 3.1 (thesis 3.3, 3.6.6): log-magnitudes, the true complex mask, TDFs without bias."""

from lasaft_nb.experiments.budgets import chapter_3
from lasaft_nb.experiments.experiment import Experiment, Row

VOCALS = ("vocals",)
METHODS = ("DME-log", "CME-tanh-complex")
EXPERIMENT = Experiment(
    name="estimation_variants",
    title="Estimation methods beside those of Table 3.1, vocals",
    rows=(
        *(
            Row(name=method, network="tfc_tdf_7", estimation=method, targets=VOCALS, metrics=("SDR",), **chapter_3())
            for method in METHODS
        ),
        Row(
            name="DCSE, TDF without bias",
            network="tfc_tdf_7",
            targets=VOCALS,
            overrides={"bias": False},
            metrics=("SDR",),
            **chapter_3(),
        ),
        Row(
            name="DCSE, TDF and last convolution without bias",
            network="tfc_tdf_7",
            targets=VOCALS,
            overrides={"bias": False, "last_bias": False},
            metrics=("SDR",),
            **chapter_3(),
        ),
    ),
)
