"""Table 3.5: TFC and TFC-TDF U-Nets with 7 or 17 blocks, with the frames sampled down or kept (thesis 3.6.3)."""

from lasaft_nb.experiments.budgets import blocks
from lasaft_nb.experiments.experiment import Experiment, Row

VOCALS = ("vocals",)
EXPERIMENT = Experiment(
    name="table_3_5",
    title="Blocks and temporal sampling (Table 3.5)",
    rows=(
        Row(name="TFC, 17 blocks, time sampling yes", network="tfc_17", targets=VOCALS, **blocks(deep=True)),
        Row(name="TFC, 17 blocks, time sampling no", network="tfc_17_keep_time", targets=VOCALS, **blocks(deep=True)),
        Row(name="TFC-TDF, 7 blocks, time sampling yes", network="tfc_tdf_7", targets=VOCALS, **blocks()),
        Row(name="TFC-TDF, 17 blocks, time sampling yes", network="tfc_tdf_17", targets=VOCALS, **blocks(deep=True)),
    ),
    seeds=(0, 1, 2),
)
