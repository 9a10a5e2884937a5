"""Blocks of the ISMIR 2020 paper at equal budget: TDC, TDF, TDC-RNN, TFC; more of them; frequency kept (slides 003)."""

from typing import Any

from lasaft_nb.experiments.budgets import blocks
from lasaft_nb.experiments.experiment import Experiment, Row


def _row(name: str, network: str, **overrides: Any) -> Row:
    return Row(
        name=name,
        network=network,
        targets=("vocals",),
        overrides=overrides,
        metrics=("SDR",),
        ship=network not in ("tdc_rnn_7", "tfc_as_large_as_tfc_tdf"),
        **blocks(),
    )


EXPERIMENT = Experiment(
    name="ismir_2020_blocks",
    title="Blocks of the ISMIR 2020 paper, vocals",
    rows=(
        _row("TDC, 7 blocks", "tdc_17", n_blocks=7),
        _row("TDC, 17 blocks", "tdc_17"),
        _row("TDF, 7 blocks", "tdf_7"),
        _row("TDC-RNN, 7 blocks", "tdc_rnn_7"),
        _row("TFC, 7 blocks", "tfc_7"),
        _row("TFC, 7 blocks, frequency kept", "tfc_7", frequency_levels=()),
        _row("TFC-TDF, 7 blocks", "tfc_tdf_7"),
        _row("TFC, 7 blocks, as many parameters as TFC-TDF", "tfc_as_large_as_tfc_tdf"),
    ),
)
