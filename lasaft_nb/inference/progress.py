"""How much of a song is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(description: str, *, total: int, show: bool) -> Iterator[Callable[[int], None]]:
    """Yield a function that moves a bar on by some samples; only a terminal or a notebook sees the bar."""
    if not show:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    visible = console.is_terminal or console.is_jupyter
    with Progress(console=console, transient=True, disable=not visible) as progress:
        task = progress.add_task(description, total=total or None)
        yield lambda n: progress.advance(task, n)
