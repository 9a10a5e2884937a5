"""What works on this machine, and the one command that mends what doesn't."""

import sys

from lasaft_nb.doctor.data import data_findings
from lasaft_nb.doctor.finding import Finding, State, exit_status, report
from lasaft_nb.doctor.machine import machine_findings, torchaudio_finding

__all__ = ["Finding", "State", "doctor", "examine"]


def examine() -> list[Finding]:
    """Look at the machine, the packages, the data and the weights; nothing is changed."""
    return [*machine_findings(), torchaudio_finding(), *data_findings()]


def doctor() -> None:
    """Say what works on this machine, and the one command that mends what doesn't. Nothing is changed.

    The exit status is 1 if something is broken without which nothing works, else 0.
    """
    findings = examine()
    print(report(findings))
    if status := exit_status(findings):
        sys.exit(status)
