"""How the library's notes look in a shell."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer


@contextmanager
def notes() -> Iterator[None]:
    """Show the library's notes as single lines on stderr, and no other library's warnings."""
    from lasaft_nb.errors import Note

    def show(message: Any, category: type[Warning], *_: Any, **__: Any) -> None:
        if issubclass(category, Note):
            typer.echo(f"note: {message}", err=True)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", Note)
        warnings.showwarning = show
        yield
