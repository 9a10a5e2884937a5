"""How many songs does a TDF need, and how many do magnitudes? Training on 10, 20, 40 and 80 songs, vocals.

Few songs are learned by heart, so what a network can do with many is a question of its own. TFC and TFC-TDF are the
large networks of Table 3.7, DME and DCSE those of Table 3.1 in its window; all need the dataset ``medium``.
"""

from typing import Any

from lasaft_nb.experiments.budgets import blocks, chapter_3
from lasaft_nb.experiments.experiment import Experiment, Row

SONGS = (10, 20, 40, 80)
_NETWORKS: dict[str, dict[str, Any]] = {
    "TFC": {"network": "tfc_9_large", **blocks(deep=True)},
    "TFC-TDF": {"network": "tfc_tdf_large", **blocks(deep=True)},
    "DME": {"network": "tfc_tdf_7", "estimation": "DME", "window_ms": 46.0, **chapter_3()},
    "DCSE": {"network": "tfc_tdf_7", "estimation": "DCSE", "window_ms": 46.0, **chapter_3()},
}
EXPERIMENT = Experiment(
    name="songs_sweep",
    title="How many songs does a TDF need?",
    rows=tuple(
        Row(
            name=f"{name}, {songs} songs",
            targets=("vocals",),
            songs=songs,
            metrics=("SDR",),
            ship=False,
            **fields,
        )
        for name, fields in _NETWORKS.items()
        for songs in SONGS
    ),
    seeds=(0, 1, 2),
)
