"""Levers on Table 3.1, vocals: the window of the STFT, and the channels of the network (thesis 3.6.2).

Are phases harder to estimate in long windows? Table 3.1 has the thesis's 46 ms, the rows here twice of it, as the large
networks of Table 3.6 have. The rows of 24 channels are as wide as the thesis's network, in the window of Table 3.1.
"""

from lasaft_nb.experiments.budgets import chapter_3
from lasaft_nb.experiments.experiment import Experiment, Row
from lasaft_nb.experiments.table_3_1 import METHODS

VOCALS = ("vocals",)
EXPERIMENT = Experiment(
    name="estimation_windows",
    title="Estimation methods in a window of 93 ms, and with 24 channels",
    rows=(
        *(
            Row(
                name=f"{method}, 93 ms",
                network="tfc_tdf_7",
                estimation=method,
                targets=VOCALS,
                window_ms=93.0,
                metrics=("SDR",),
                ship=False,
                **chapter_3(),
            )
            for method in METHODS
        ),
        *(
            Row(
                name=f"{method}, 24 channels",
                network="tfc_tdf_7",
                estimation=method,
                targets=VOCALS,
                overrides={"channels": 24},
                window_ms=46.0,
                metrics=("SDR",),
                ship=False,
                **chapter_3(),
            )
            for method in ("DME", "DCSE")
        ),
    ),
    seeds=(0, 1, 2),
)
