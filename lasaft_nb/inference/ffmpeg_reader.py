"""Formats that libsndfile doesn't read (mp4, m4a, stem files, video): decoded by ffmpeg through a pipe."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np

from lasaft_nb.errors import UserError
from lasaft_nb.inference.audio_reader import BLOCK, Audio, Waveform

LOCAL = ["-protocol_whitelist", "file"]  # a playlist under the name of a song must not reach the network
TOLERANCE = 0.25  # seconds by which a container's announced length may differ from what its codec gives


class FfmpegAudio(Audio):
    """The first audio stream of a file; in a stem file (``.stem.mp4``) that is the mixture.

    Raises:
        UserError: if ffmpeg is not installed, or the file holds no audio that it can decode.
    """

    def __init__(self, path: Path) -> None:
        stream = _probe(path)
        rate, seconds = int(stream["sample_rate"]), float(stream.get("duration", 0))
        super().__init__(
            name=str(path),
            sample_rate=rate,
            channels=int(stream["channels"]),
            n_samples=int(seconds * rate),
            tolerance=int(TOLERANCE * rate),
        )
        self._path = path

    def _blocks(self) -> Iterator[Waveform]:
        command = ["ffmpeg", "-nostdin", "-v", "error", *LOCAL, "-i", _url(self._path)]
        command += ["-map", "0:a:0", "-f", "f32le", "-"]
        with (
            TemporaryFile() as complaints,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints) as process,
        ):
            try:
                while len(block := self._read(process.stdout)):
                    yield block
            except BaseException:  # also when nobody asks for the next block
                process.kill()
                raise
            process.wait()
            if process.returncode and not self.n_read:
                complaints.seek(0)
                raise _undecodable(self._path, complaints.read().decode(errors="replace"))

    def _read(self, pipe: IO[bytes] | None) -> Waveform:
        assert pipe is not None
        frame = 4 * self.channels
        data = pipe.read(BLOCK * frame)
        return np.frombuffer(data[: len(data) // frame * frame], dtype="<f4").reshape(-1, self.channels)


def _probe(path: Path) -> dict[str, Any]:
    """Sample rate (Hz), channels and duration (s) of the first audio stream."""
    command = ["ffprobe", "-v", "error", *LOCAL, "-select_streams", "a:0", "-of", "json"]
    command += ["-show_entries", "stream=sample_rate,channels,duration", _url(path)]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    except FileNotFoundError as error:
        raise UserError(
            f"{path} needs ffmpeg to be decoded; install it (`lasaft-nb doctor` tells how), or convert the file to wav"
        ) from error
    streams = json.loads(answer.stdout or "{}").get("streams", []) if answer.returncode == 0 else []
    if not streams or not int(streams[0].get("sample_rate", 0)):
        raise _undecodable(path, answer.stderr or "no audio stream")
    return dict(streams[0])


def _url(path: Path) -> str:
    """An absolute file address, so that no file name is read as an option or a network protocol."""
    return f"file:{path.resolve()}"


def _undecodable(path: Path, complaint: str) -> UserError:
    lines = [line for line in complaint.strip().splitlines() if line] or ["no reason given"]
    reason = lines[0].rsplit("] ", 1)[-1].rstrip(".")
    return UserError(f"{path} is not audio that can be read ({reason}); copy or export it again")
