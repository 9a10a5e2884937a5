"""What the claims on the conditioned baseline say about numbers: C24, C25 and C31."""

from lasaft_nb.results.scorecard import Expectation, Measure
from lasaft_nb.sources import SOURCES

TABLE = "table_4_1"
VARIANTS = "conditioned_variants"
BASELINE = "FiLM CUNet"


def _better(row: str, than: str, *, target: str, experiments: tuple[str, str] = (TABLE, TABLE)) -> Expectation:
    """``row`` is above ``than`` in the median SDR of ``target``."""
    left, right = (
        Measure(experiment=experiment, row=name, target=target)
        for experiment, name in zip(experiments, (row, than), strict=True)
    )
    what = "mean of four" if target == "mean" else target
    return Expectation(says=f"{what}: SDR in dB, {row} above {than}", left=left, right=right)


CLAIMS: dict[str, tuple[list[Expectation], str]] = {
    "C24": (
        [_better("dedicated (chapter 3)", BASELINE, target=target) for target in (*SOURCES, "mean")],
        "Reduced networks. The four dedicated networks have TFC-TDF blocks and together twice the steps of the "
        "conditioned one, which has no TDF; the published gap is 1.17 dB in the mean, from 0.13 (drums) to 1.93 "
        "(vocals).",
    ),
    "C25": (
        [_better(f"{BASELINE} + TDF", BASELINE, target=target) for target in SOURCES],
        "Reduced networks. The published gains are 0.27 to 0.74 dB.",
    ),
    "C31": (
        [
            _better(BASELINE, f"{BASELINE}, FiLM in the encoder", target=target, experiments=(TABLE, VARIANTS))
            for target in SOURCES
        ],
        "Reduced networks. FiLM sits in three blocks in both: those of the decoder, or "
        "those of the encoder. The thesis gives no number.",
    ),
}
