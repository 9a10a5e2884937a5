"""How much of a song is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def progress_bar(description: str, *, total: int, show: bool) -> Iterator[Callable[[int], None]]:
    """Yield a function that moves a bar on by some samples; only a terminal or a notebook sees the bar."""
    if not show:
        yield lambda _: None
        return
    progress = _screen.enter()
    task = progress.add_task(description, total=total or None)
    try:
        yield lambda n: progress.advance(task, n)
    finally:
        _screen.leave()


class _Screen:
    """The bars of all threads, one below the other: a display of its own for each would write over the others'."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._n_bars = 0
        self._progress: Progress

    def enter(self) -> "Progress":
        """The display, which the first bar starts."""
        from rich.console import Console
        from rich.progress import Progress

        with self._lock:
            if not self._n_bars:
                console = Console(stderr=True)
                visible = console.is_terminal or console.is_jupyter
                self._progress = Progress(console=console, transient=True, disable=not visible)
                self._progress.start()
            self._n_bars += 1
            return self._progress

    def leave(self) -> None:
        """Take the display away after the last bar."""
        with self._lock:
            self._n_bars -= 1
            if not self._n_bars:
                self._progress.stop()


_screen = _Screen()
