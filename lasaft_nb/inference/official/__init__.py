"""The authors' released networks: which there are, where their files come from, how they become networks of ours."""

from lasaft_nb.inference.official.checkpoint import read
from lasaft_nb.inference.official.releases import FOLDERS, RELEASES, fetch, find, names, where
from lasaft_nb.inference.official.weights import from_state_dict

__all__ = ["FOLDERS", "RELEASES", "fetch", "find", "from_state_dict", "names", "read", "where"]
