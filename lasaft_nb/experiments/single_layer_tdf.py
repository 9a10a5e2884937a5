"""Networks whose TDFs are one matrix each, so that it can be read: Figure 3.9 (thesis 3.6.5).

A window of 1024 samples at 22050 Hz keeps the matrices small: 512 bins of 21.5 Hz, as 2048 samples at 44100 Hz have.
"""

from lasaft_nb.experiments.budgets import chapter_3
from lasaft_nb.experiments.experiment import Experiment, Row

EXPERIMENT = Experiment(
    name="single_layer_tdf",
    title="TFC-TDF with single-layer TDFs (Figure 3.9)",
    rows=(
        Row(
            name="TFC-TDF, single-layer TDF",
            network="tfc_tdf_7",
            overrides={"bottleneck_factor": None},
            window_ms=46.0,
            metrics=("SDR",),
            **chapter_3(),
        ),
    ),
)
