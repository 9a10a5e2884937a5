"""The name that `lasaft_nb.synth` had in version 0.1."""

from lasaft_nb.deprecated import moved

__getattr__ = moved(__name__, to="lasaft_nb.synth", until="0.3")
