"""What works on this machine, and the one command that mends what doesn't."""

from lasaft_nb.doctor.data import data_findings
from lasaft_nb.doctor.finding import Finding, State
from lasaft_nb.doctor.machine import machine_findings, torchaudio_finding

__all__ = ["Finding", "State", "examine"]


def examine() -> list[Finding]:
    """Look at the machine, the packages, the data and the weights; nothing is changed."""
    return [*machine_findings(), torchaudio_finding(), *data_findings()]
