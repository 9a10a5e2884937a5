"""Table 3.7: what the large network loses without its bottleneck, its complex spectrograms or its TDFs (3.6.5)."""

from lasaft_nb.experiments.budgets import blocks
from lasaft_nb.experiments.experiment import Experiment, Row

VOCALS = ("vocals",)
EXPERIMENT = Experiment(
    name="table_3_7",
    title="Ablation of the large network, vocals (Table 3.7)",
    rows=(
        Row(name="TFC-TDF, bottleneck yes, DCSE", network="tfc_tdf_large", targets=VOCALS, **blocks(deep=True)),
        Row(
            name="TFC-TDF, bottleneck no, DCSE",
            network="tfc_tdf_large_no_bottleneck",
            targets=VOCALS,
            **blocks(deep=True),
            ship=False,
        ),
        Row(
            name="TFC-TDF, bottleneck yes, DME",
            network="tfc_tdf_large",
            estimation="DME",
            targets=VOCALS,
            **blocks(deep=True),
        ),
        Row(name="TFC, bottleneck n/a, DCSE", network="tfc_9_large", targets=VOCALS, **blocks(deep=True)),
    ),
    seeds=(0, 1, 2),
)
