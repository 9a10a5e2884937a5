"""Tables 3.1 to 3.4: five estimation methods with one network, scored by SDR, ISR, SIR and SAR (thesis 3.6.2)."""

from lasaft_nb.experiments.budgets import chapter_3
from lasaft_nb.experiments.experiment import Experiment, Row

METHODS = ("DME", "MME", "CME-sigmoid", "CME-tanh", "DCSE")
EXPERIMENT = Experiment(
    name="table_3_1",
    title="Estimation methods (Tables 3.1 to 3.4)",
    rows=tuple(Row(name=method, network="tfc_tdf_7", estimation=method, at=chapter_3()) for method in METHODS),
    seeds=(0, 1, 2),
)
