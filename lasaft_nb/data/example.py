"""A real song to try things on: the one that the package stempeg brings."""

from importlib.util import find_spec
from pathlib import Path

from lasaft_nb.errors import UserError


def example_song() -> Path:
    """Six seconds of "Falcon 69" by The Easton Ellises as a stem file: a test track of MUSDB18, CC BY-NC-SA 3.0.

    Its streams are the mixture, drums, bass, other and vocals: ``lasaft_nb.audio.read_audio(example_song(), stream=4)``
    gives the vocals. stempeg itself isn't imported, since it wants ffmpeg.

    Raises:
        UserError: where stempeg is not installed.
    """
    package = find_spec("stempeg")
    if package is None or package.origin is None:
        raise UserError("the example song comes with the package stempeg, which is missing; `pip install stempeg`")
    return next(Path(package.origin).parent.glob("data/*.stem.mp4"))
