"""All fifty claims, judged in one place by one rule (`results.scorecard`), and the gains that stand for a chapter.

``python -m lasaft_nb.experiments.claims`` judges them by the records that are there; to be run when records were added.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lasaft_nb.errors import extra
from lasaft_nb.experiments import claims_chapter_3, claims_chapter_4, claims_chapter_5, lecture, without_networks
from lasaft_nb.results import scorecard
from lasaft_nb.results.published import Cell
from lasaft_nb.results.scorecard import Expectation, Measure
from lasaft_nb.results.tables import published
from lasaft_nb.sources import SOURCES

if TYPE_CHECKING:
    import pandas as pd

MODULES = (claims_chapter_3, claims_chapter_4, claims_chapter_5, without_networks, lecture)
CLAIMS: dict[str, tuple[list[Expectation], str]] = {
    claim: entry for module in MODULES for claim, entry in module.CLAIMS.items()
}
# When the expectations were written down as they stand. By then the records of `lite` were known, whose margins have
# gone since, and ten networks of `long` had been trained: DME, DCSE and both complex masks in 93 ms, DME and DCSE in
# 46 ms, and two rows of Table 3.7 with two seeds.
WRITTEN = "2026-11-27, before the trainings of the preset long but for ten"


def judge_all(*, root: Path | None = None) -> list[Path]:
    """Write the entry of every claim; returns their paths."""
    return [
        scorecard.write(claim, expectations, note=note, written=WRITTEN, root=root)
        for claim, (expectations, note) in sorted(CLAIMS.items())
    ]


@dataclass(frozen=True, kw_only=True)
class Gain:
    """A step of the thesis as a difference between two rows: one expectation of a claim, in words for a figure."""

    says: str
    claim: str
    left: str
    right: str
    target: str

    def expectation(self) -> Expectation:
        """The expectation of the claim that this is."""
        for one in CLAIMS[self.claim][0]:
            rows = one.left.row, one.right.row if isinstance(one.right, Measure) else ""
            if rows == (self.left, self.right) and one.left.target == self.target and one.left.statistic == "median":
                return one
        raise ValueError(f"{self.claim} compares no {self.left} with {self.right} in {self.target}")

    def row(self) -> dict[str, object]:
        """What is published and measured of it, see `gains`."""
        asked = self.expectation()
        left, right = (
            published(one.experiment, one.row, Cell(one.target, one.metric))
            for one in (asked.left, asked.right)
            if isinstance(one, Measure)
        )
        (judged,) = scorecard.judge([asked])["expectations"]
        low, high = judged["interval"] or (float("nan"), float("nan"))
        ours, than = judged["values"] or (float("nan"), float("nan"))
        equaliser, _ = scorecard.measured(
            Measure(experiment="oracle", row="best fixed equaliser", target=self.target, preset="lite")
        )
        return {
            "gain": self.says,
            "claim": self.claim,
            "target": self.target,
            "published": left - right,
            "measured": ours - than,
            "low": low,
            "high": high,
            "equaliser": equaliser - than,
            "preset": judged["preset"],
            "seeds": min(judged["seeds"], default=0),
            "verdict": judged["verdict"],
        }


_C3, _C4, _C5 = claims_chapter_3, claims_chapter_4, claims_chapter_5
_DEDICATED = "dedicated (chapter 3)"
GAINS: dict[int, tuple[Gain, ...]] = {
    chapter: tuple(
        Gain(says=says, claim=claim, left=left, right=right, target=target)
        for claim, says, left, right, target in lines
    )
    for chapter, lines in {
        3: (
            ("C04", "complex instead of magnitude (vocals)", "DCSE", "DME", "vocals"),
            ("C01", "direct complex instead of masks (mean)", "DCSE", "CME-sigmoid", "mean"),
            ("C03", "sigmoid instead of tanh masks (mean)", "CME-sigmoid", "CME-tanh", "mean"),
            ("C07", "a TDF in each of 17 blocks", _C3.TFC_TDF_17, _C3.TFC_17, "vocals"),
            ("C08", "7 TFC-TDF blocks instead of 17 TFC", _C3.TFC_TDF_7, _C3.TFC_17, "vocals"),
            ("C09", "time scaled instead of kept", _C3.TFC_17, _C3.TFC_17_KEPT, "vocals"),
            ("C12", "a TDF in the large network", _C3.WHOLE, _C3.NO_TDF, "vocals"),
            ("C10", "a bottleneck in its TDFs", _C3.WHOLE, _C3.NO_BOTTLENECK, "vocals"),
            ("C11", "large: complex instead of magnitude", _C3.WHOLE, _C3.DME, "vocals"),
        ),
        4: (
            ("C24", "dedicated instead of FiLM CUNet", _DEDICATED, _C4.BASELINE, "mean"),
            ("C25", "FiLM: a TDF (vocals)", f"{_C4.BASELINE} + TDF", _C4.BASELINE, "vocals"),
            ("C26", "FiLM: LaSAFT instead of TDF", f"{_C4.BASELINE} + LaSAFT", f"{_C4.BASELINE} + TDF", "mean"),
            ("C26", "GPoCM: LaSAFT instead of TDF", _C4.PROPOSED, "GPoCM CUNet + TDF", "mean"),
            ("C27", "GPoCM instead of FiLM", "GPoCM CUNet", _C4.BASELINE, "mean"),
            ("C28", "FiLM instead of GPoCM, both with TDF", f"{_C4.BASELINE} + TDF", "GPoCM CUNet + TDF", "mean"),
            ("C29", "GPoCM + LaSAFT instead of dedicated", _C4.PROPOSED, _DEDICATED, "mean"),
        ),
        5: (
            ("C35", "AMSS-Net instead of GPoCM CUNet + LaSAFT", _C5.AMSS, _C4.PROPOSED, "mean"),
            ("C35", "AMSS-Net separate-only instead of the same", _C5.ONLY, _C4.PROPOSED, "mean"),
            *(("C36", f"CSA ({source})", _C5.AMSS, _C5.NO_CSA, source) for source in SOURCES),
            *(("C37", f"SMPoCM ({source})", _C5.AMSS, _C5.NO_SMPOCM, source) for source in SOURCES),
        ),
    }.items()
}


def gains(chapter: int) -> "pd.DataFrame":
    """The main steps of a chapter (3, 4 or 5), each a difference of SDR in dB.

    Returns:
        Columns gain (in words), claim, target, published, measured, low and high (its 95 % interval, NaN where the
        noise isn't measured), equaliser (how far the best fixed one is above the row that is compared with, NaN if
        nothing is measured), preset, seeds (of the row that has fewer), verdict. Numbers are NaN where there are none.
    """
    with extra("evaluate"):
        import pandas as pd

    return pd.DataFrame([gain.row() for gain in GAINS[chapter]])


if __name__ == "__main__":
    for path in judge_all():
        print(path)
