"""The proposed network at the size of a laptop: TFC-TDF, DCSE, one network per source (thesis 3.5)."""

from lasaft_nb.experiments.experiment import Experiment, Row

EXPERIMENT = Experiment(
    name="lite_dedicated",
    title="TFC-TDF U-Net with DCSE, one network per source",
    rows=(Row(name="TFC-TDF", network="tfc_tdf_7"),),
)
