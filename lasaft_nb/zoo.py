"""The named networks: a public name of `lasaft_nb.models.zoo`, kept stable."""

from lasaft_nb.models.zoo import ZooEntry, build, names, spec

__all__ = ["ZooEntry", "build", "names", "spec"]
