"""How much of a song, or of several, is done, and how much time is left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@contextmanager
def progress_bar(description: str, *, total: int, show: bool) -> Iterator[Callable[[int], None]]:
    """Yield a function that moves a bar on by some samples; only a terminal or a notebook sees the bar."""
    if not show:
        yield lambda _: None
        return
    progress = _screen.enter()
    task = progress.add_task(description, total=total or None)

    def advance(n: int) -> None:
        progress.advance(task, n)
        if _screen.whole is not None:
            progress.advance(_screen.whole, n)

    try:
        yield advance
    finally:
        progress.remove_task(task)
        _screen.leave()


@contextmanager
def over_all(description: str, *, total: int, show: bool) -> Iterator[None]:
    """A bar over several songs: whatever moves the bar of one moves it as well.

    ``total`` is in samples, each counted as often as it is read for a network.
    """
    if not show:
        yield
        return
    task = _screen.enter().add_task(description, total=total or None)
    _screen.whole = task
    try:
        yield
    finally:
        _screen.whole = None
        _screen.leave()


class _Screen:
    """The bars of all threads, one below the other: a display of its own for each would write over the others'."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._n_bars = 0
        self._progress: Progress
        self.whole: TaskID | None = None  # the bar over several songs, if there is one

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
