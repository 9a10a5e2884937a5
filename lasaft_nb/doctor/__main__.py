"""`python -m lasaft_nb.doctor`, for when the command `lasaft-nb` itself doesn't start."""

from lasaft_nb.doctor import doctor

if __name__ == "__main__":
    doctor()
