"""The doctor's findings as the lines that a shell shows, and the exit status that they mean."""

from lasaft_nb.doctor.finding import Finding, State


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
