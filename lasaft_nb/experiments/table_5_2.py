"""Tables 5.2 and 5.3: AMSS-Net, its two baselines, and AMSS-Net trained to separate only (thesis 5.5).

A network is trained once and scored twice: the SDR of the sources that it gives when asked by sentences goes into a
record of ``table_5_2``, the RMSE-MFCC of 21 manipulations into one of ``table_5_3``.

The thesis's networks write the spectrogram itself (DCSE). In the minutes of `lite` that leaves noise in quiet bins,
which MFCC hear, so the reduced networks write masks for what is to change; one row has DCSE beside them. After 50 steps
of four excerpts the squared error over that of silence was 0.59 with DCSE, 0.56 with DCSE added to the mixture, 0.49
with masks and 0.42 with masks added to the mixture; the mixture itself has 0.77. Learning rates 4e-3, 4e-3, 4e-3, 8e-3.

One row has a loss that hears quiet bands as MFCC do (`band_levels`). Two weights were tried for 1000 steps:
0.3 and 1 gave 8.4 and 8.7 dB of validation SDR, and both were nearer to the truth than the untouched song in all 21
tasks (six seconds of each song). The row has 1.
"""

from typing import Any

from lasaft_nb.experiments.experiment import Experiment, Row

SEPARATION = ("separate", "mute")
AT = {
    "lite": {
        "frames": 16,  # 0.7 s; batches of four sentences teach more a second than of two with twice the frames
        "steps": 2000,
        "validate_every": 250,
        "valid_seconds": 8.0,
        "learning_rate": 8e-3,
    }
}
MASKS = {"smoke": "stereo-mask", "lite": "stereo-mask"}
LEVELS = {"smoke": "stereo-mask-levels", "lite": "stereo-mask-levels"}

LONGER = {"lite": {**AT["lite"], "steps": 4500}}  # about an hour of one core


def _row(name: str, network: str, *, at: dict[str, dict[str, Any]] = AT, **options: Any) -> Row:
    return Row(name=name, network=network, at=at, metrics=("SDR",), **options)


EXPERIMENT = Experiment(
    name="table_5_2",
    title="Manipulation by sentences (Tables 5.2 and 5.3)",
    rows=(
        _row("AMSS-Net", "amss_net", estimation_at=MASKS),
        _row("AMSS-Net w/o CSA", "amss_net_no_csa", estimation_at=MASKS),
        _row("AMSS-Net w/o SMPoCM", "amss_net_no_smpocm", estimation_at=MASKS),
        _row("AMSS-Net separate-only", "amss_net", estimation_at=MASKS, tasks=SEPARATION, ship=False),
        _row("AMSS-Net, an hour of training", "amss_net", at=LONGER, estimation_at=MASKS),
        _row("AMSS-Net, levels in the loss", "amss_net", estimation_at=LEVELS),
        _row("AMSS-Net, spectrogram estimated directly", "amss_net", ship=False),
    ),
    seeds=(0, 1, 2),
)
