"""The authors' released networks: read any of their weights, run them here. A public name, kept stable.

``from_state_dict`` reads the weights of any of their classes; ``load`` a released file, by name or by path.
"""

from pathlib import Path
from typing import Unpack

from lasaft_nb.inference.chunked import Options
from lasaft_nb.inference.official import find, from_state_dict, names
from lasaft_nb.inference.pretrained import load_official
from lasaft_nb.inference.separator import Separator

__all__ = ["find", "from_state_dict", "load", "names"]


def load(name_or_path: Path | str, **options: Unpack[Options]) -> Separator:
    """One of the authors' released networks, ready to separate; `Separator.from_pretrained` takes these and all others.

    Args:
        name_or_path: one of `names()`, looked for in the cache folder and downloaded where it is not there; or the path
            of a file of theirs: the three TDC networks, ``vocals_epoch=….ckpt``, ``lasaft_large_….ckpt``.
        **options: those of `Separator.from_pretrained`.

    Raises:
        UserError: for a name that is none, no connection, a damaged download, or a file that isn't such a checkpoint.
    """
    return Separator.of(load_official(name_or_path), **options)
