"""Tables 5.2 and 5.3: AMSS-Net, its two baselines, and AMSS-Net trained to separate only (thesis 5.5).

A network is trained once and scored twice: the SDR of the sources that it gives when asked by sentences goes into a
record of ``table_5_2``, the RMSE-MFCC of 21 manipulations into one of ``table_5_3``.
"""

from lasaft_nb.experiments.experiment import Experiment, Row

SEPARATION = ("separate", "mute")
AT = {
    "lite": {
        "frames": 16,  # 0.7 s; batches of four sentences teach more a second than of two with twice the frames
        "steps": 2000,
        "validate_every": 250,
        "valid_seconds": 8.0,
        "learning_rate": 4e-3,
    }
}
EXPERIMENT = Experiment(
    name="table_5_2",
    title="Manipulation by sentences (Tables 5.2 and 5.3)",
    rows=(
        Row(name="AMSS-Net", network="amss_net", at=AT, metrics=("SDR",)),
        Row(name="AMSS-Net w/o CSA", network="amss_net_no_csa", at=AT, metrics=("SDR",)),
        Row(name="AMSS-Net w/o SMPoCM", network="amss_net_no_smpocm", at=AT, metrics=("SDR",)),
        Row(name="AMSS-Net separate-only", network="amss_net", at=AT, metrics=("SDR",), tasks=SEPARATION),
    ),
    seeds=(0, 1, 2),
)
