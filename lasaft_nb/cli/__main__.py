"""`python -m lasaft_nb.cli`."""

from lasaft_nb.cli import main

if __name__ == "__main__":
    main()
