"""The name that `lasaft_nb.exercises` had in version 0.1."""

from lasaft_nb.deprecated import moved

__getattr__ = moved(__name__, to="lasaft_nb.exercises", until="0.3")
