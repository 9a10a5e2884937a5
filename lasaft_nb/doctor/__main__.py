"""`python -m lasaft_nb.doctor [--fix]`, for when the command `lasaft-nb` itself doesn't start."""

import sys

from lasaft_nb.cli.doctor import doctor

if __name__ == "__main__":
    doctor(fix="--fix" in sys.argv[1:])
