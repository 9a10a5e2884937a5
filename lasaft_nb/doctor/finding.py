"""What the doctor found: one line of its answer each, all of them as a shell shows them, and the exit status."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How things stand; only BROKEN keeps the library from working."""

    WORKS = "ok"
    MISSING = "missing"  # something optional
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """``what`` was looked at, what it ``says``, and the command that is its ``cure``."""

    what: str
    state: State
    says: str
    cure: str = ""


def report(findings: list[Finding]) -> str:
    """One line a finding, in columns; under it, after an arrow, the command that mends it."""
    width = max((len(finding.what) for finding in findings), default=0)
    lines = []
    for finding in findings:
        lines.append(f"{finding.state.value:8}{finding.what:{width}}  {finding.says}")
        if finding.cure:
            lines.append(f"{'':8}{'':{width}}  -> {finding.cure}")
    return "\n".join(lines)


def exit_status(findings: list[Finding]) -> int:
    """1 if something is broken without which nothing works, else 0."""
    return int(any(finding.state is State.BROKEN for finding in findings))
