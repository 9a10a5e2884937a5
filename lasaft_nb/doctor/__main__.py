"""`python -m lasaft_nb.doctor`, for when the command `lasaft-nb` itself doesn't start."""

import sys

from lasaft_nb.doctor import examine
from lasaft_nb.doctor.finding import exit_status, report

if __name__ == "__main__":
    findings = examine()
    print(report(findings))
    sys.exit(exit_status(findings))
