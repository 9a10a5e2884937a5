"""Table 3.6: the large TFC-TDF U-Net, one network per source, beside other people's systems (thesis 3.6.4)."""

from lasaft_nb.experiments.budgets import blocks
from lasaft_nb.experiments.experiment import Experiment, Row

EXPERIMENT = Experiment(
    name="table_3_6",
    title="The proposed network beside the state of the art (Table 3.6)",
    rows=(Row(name="TFC-TDF-U-Net (thesis)", network="tfc_tdf_large", **blocks(deep=True)),),
    seeds=(0, 1, 2),
)
