"""`python -m lasaft_nb.doctor [--fix]`, for when the command `lasaft-nb` itself doesn't start."""

import sys

from lasaft_nb.doctor import examine
from lasaft_nb.doctor.finding import exit_status, report

if __name__ == "__main__":
    findings = examine(fix="--fix" in sys.argv[1:])
    print(report(findings))
    sys.exit(exit_status(findings))
