"""All fifty claims, judged in one place by one rule: `evaluation.scorecard`.

``python -m lasaft_nb.experiments.claims`` judges them by the records that are there; to be run when records were added.
"""

from pathlib import Path

from lasaft_nb.experiments import claims_chapter_3, claims_chapter_4, claims_chapter_5, lecture, without_networks
from lasaft_nb.results import scorecard
from lasaft_nb.results.scorecard import Expectation

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


if __name__ == "__main__":
    for path in judge_all():
        print(path)
