"""Table 4.1: conditioned U-Nets with FiLM or GPoCM, and with TDF or LaSAFT, beside dedicated ones (thesis 4.5)."""

from lasaft_nb.experiments.budgets import chapter_3, chapter_4
from lasaft_nb.experiments.experiment import Experiment, Row

NETWORKS = {
    "FiLM CUNet": "cunet_film",
    "FiLM CUNet + TDF": "cunet_film_tdf",
    "FiLM CUNet + LaSAFT": "cunet_film_lasaft",
    "GPoCM CUNet": "cunet_gpocm",
    "GPoCM CUNet + TDF": "cunet_gpocm_tdf",
    "GPoCM CUNet + LaSAFT": "cunet_gpocm_lasaft",
}
EXPERIMENT = Experiment(
    name="table_4_1",
    title="Conditioned separation (Table 4.1)",
    rows=(
        Row(name="dedicated (chapter 3)", network="tfc_tdf_7", metrics=("SDR",), **chapter_3()),
        *(Row(name=name, network=network, metrics=("SDR",), **chapter_4()) for name, network in NETWORKS.items()),
    ),
    seeds=(0, 1, 2),
)
