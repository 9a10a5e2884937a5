"""Claims that the records can't decide: differences too small for one seed are left open, and the entry says them."""

from collections.abc import Sequence
from pathlib import Path

from lasaft_nb.results.scorecard import Expectation, Measure, measured, write

NOISE = 0.3  # dB of SDR; with one seed and eight songs, less is no difference


def difference(expectation: Expectation) -> float:
    """Left minus right; NaN where a number has no record."""
    right = expectation.right
    return measured(expectation.left)[0] - (measured(right)[0] if isinstance(right, Measure) else right)


def too_close(expectation: Expectation) -> bool:
    """Whether a lead of no more than `NOISE` is claimed, and the one found, either way, is smaller still."""
    claimed = expectation.relation == "above" and 0 < expectation.margin <= NOISE
    return claimed and abs(difference(expectation)) < expectation.margin


def write_unless_close(
    claim: str, expectations: Sequence[Expectation], *, note: str = "", root: Path | None = None
) -> Path:
    """`scorecard.write`; a claim of nothing but leads that are too close stays "not run", and its note says why."""
    if expectations and all(too_close(one) for one in expectations):
        leads = "; ".join(f"{one.says}: by {difference(one):+.2f}" for one in expectations)
        return write(claim, [], note=f"Too close to call ({leads}). {note}", root=root)
    return write(claim, expectations, note=note, root=root)
