"""Does the order of the estimation methods change with three times the steps? Vocals at `lite`'s full budget.

The row DCSE is the training of `lite_dedicated`, so only the masks are trained here.
"""

from lasaft_nb.experiments.experiment import Experiment, Row

METHODS = ("MME", "CME-tanh", "DCSE")
EXPERIMENT = Experiment(
    name="estimation_longer",
    title="Estimation methods after 1200 in place of 400 steps, vocals",
    rows=tuple(Row(name=method, network="tfc_tdf_7", estimation=method, targets=("vocals",)) for method in METHODS),
)
