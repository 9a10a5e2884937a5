"""The library's own source, shown in a chapter: never pasted, so it can't grow old."""

import inspect
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Source:
    """A piece of Python source and where it stands."""

    code: str
    place: str

    def _repr_markdown_(self) -> str:
        return f"*{self.place}*\n\n```python\n{self.code}\n```\n"

    def __repr__(self) -> str:
        return f"# {self.place}\n{self.code}"


def source(thing: Any) -> Source:
    """Source of a class, function or method of the library, with its file; notebooks and the book colour it.

    Raises:
        ValueError: ``thing`` was not defined in a file (a built-in, or a name typed into a notebook).
    """
    try:
        code, path = inspect.getsource(thing), Path(inspect.getfile(thing))
    except (OSError, TypeError) as error:
        raise ValueError(f"thing must be a class or function defined in a file, got {thing!r}") from error
    inside = path.is_relative_to(PACKAGE)
    place = f"`{path.relative_to(PACKAGE.parent).as_posix() if inside else path.name}`"
    return Source(dedent(code).rstrip(), place)
