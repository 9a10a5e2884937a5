"""Names of version 0.1 that the next version drops."""

import warnings
from pathlib import Path
from typing import Unpack

from lasaft_nb.inference.chunked import Options
from lasaft_nb.inference.separator import Separator


def pretrained(name: Path | str, **options: Unpack[Options]) -> Separator:
    """`Separator.from_pretrained`, which takes the same arguments; ``engine`` is "torch" here, as it was."""
    say = "lasaft_nb.pretrained(name) is now lasaft_nb.Separator.from_pretrained(name), and goes in version 0.3"
    warnings.warn(say, DeprecationWarning, stacklevel=2)
    options.setdefault("engine", "torch")
    return Separator.from_pretrained(name, **options)
