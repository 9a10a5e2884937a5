"""Uncompressed audio, and more, by libsndfile: wav, aiff, au, caf, w64 and others."""

from collections.abc import Iterator
from typing import Any

from lasaft_nb.audio.blocks import BLOCK, Audio
from lasaft_nb.audio.headers import missing_bytes
from lasaft_nb.audio.source import Source
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import UserError


class SndfileAudio(Audio):
    """A file that libsndfile decodes.

    Raises:
        UserError: where libsndfile can't, or the file holds fewer bytes than its header announces.
    """

    def __init__(self, source: Source) -> None:
        import soundfile

        try:
            with source.opened() as file:
                info = soundfile.info(file)
        except soundfile.LibsndfileError as error:
            raise unreadable(source, error) from error
        super().__init__(
            name=source.name,
            sample_rate=info.samplerate,
            channels=info.channels,
            n_samples=info.frames,
            promised=info.frames,
        )
        self._source = source
        if n_missing := missing_bytes(source):
            raise UserError(
                f"{source.name} is cut short: its header announces {n_missing} bytes more; copy or export it again"
            )

    def _blocks(self) -> Iterator[Waveform]:
        import soundfile

        try:
            with self._source.opened() as opened, soundfile.SoundFile(opened) as file:
                while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
                    yield block
        except soundfile.LibsndfileError as error:
            raise unreadable(self._source, error) from error


def unreadable(source: Source, error: Any) -> UserError:
    """The sentence for a file that libsndfile refuses."""
    reason = str(error.error_string).rstrip(".")
    return UserError(f"{source.name} is not audio that can be read ({reason}); copy or export it again")
