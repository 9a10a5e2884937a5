"""Sixteen processes that begin together on an empty cache, dataset or download: all get it, and it is whole."""

import hashlib
import multiprocessing
import os
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from listing import files_below
from made_songs import write_song

from lasaft_nb.data import musdb_sample, tracks
from lasaft_nb.data.array_track import ResampledTrack
from lasaft_nb.inference.official import releases
from lasaft_nb.paths import STALE, atomic_write, audio_cache_dir, cache_dir
from lasaft_nb.synth import make_dataset, manifest
from lasaft_nb.synth.keyed_random import SAMPLE_RATE

N = 16
CONTENT = bytes(range(256)) * 500


def _begin(start: Any, answers: Any, work: Callable[[], Any]) -> None:
    try:
        start.wait(60)
        answers.put((work(), ""))
    except BaseException as error:
        answers.put((None, repr(error)))


def together(work: Callable[[], Any]) -> list[Any]:
    """What ``work`` gives in each of sixteen processes that begin at one moment; none may fail."""
    fork = multiprocessing.get_context("fork")  # so that all have imported everything when they begin
    start, answers = fork.Barrier(N), fork.Queue()
    processes = [fork.Process(target=_begin, args=(start, answers, work)) for _ in range(N)]
    for process in processes:
        process.start()
    got = [answers.get(timeout=300) for _ in processes]
    for process in processes:
        process.join(60)
    assert [error for _, error in got if error] == []
    return [answer for answer, _ in got]


def _write_often(out: Path) -> int:
    for number in range(50):
        with atomic_write(out) as part:
            part.write_text(str(number))
    return 0


def test_one_file_written_by_all_again_and_again(tmp_path: Path) -> None:
    for left in range(200):  # leftovers, which all want to remove at once
        stale = tmp_path / f".card.{left:012x}.part.json"
        stale.touch()
        os.utime(stale, (time.time() - 2 * STALE,) * 2)
    together(partial(_write_often, tmp_path / "card.json"))
    assert [path.name for path in tmp_path.iterdir()] == ["card.json"]
    assert (tmp_path / "card.json").read_text() == "49"


def _loudness(root: Path) -> list[float]:
    return [float(np.abs(ResampledTrack(track, sample_rate=6000).mixture()).sum()) for track in tracks(root)]


def test_an_empty_audio_cache(tmp_path: Path) -> None:
    for seed, name in enumerate("ABC"):
        write_song(tmp_path / name, seed=seed)
    answers = together(partial(_loudness, tmp_path))
    assert all(answer == answers[0] for answer in answers) and min(answers[0]) > 0
    assert [file.suffix for file in audio_cache_dir().iterdir()] == [".npy"] * 3


def _made(root: Path) -> str:
    return manifest.read(make_dataset(root, "nano", jobs=1, progress=False))["fingerprint"]


@pytest.fixture
def noise_for_songs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Songs of noise that cost nothing: here only their files matter."""
    from lasaft_nb.sources import PARTS, SOURCES
    from lasaft_nb.synth import dataset
    from lasaft_nb.synth.compose import compose
    from lasaft_nb.synth.plan import SongPlan
    from lasaft_nb.synth.render import Rendered

    def render(plan: SongPlan) -> Rendered:
        song = compose(plan.key, seconds=plan.seconds, style=plan.style, all_parts=plan.all_parts)
        noise = np.random.default_rng(plan.index).integers(-99, 99, (SAMPLE_RATE, 2)).astype(np.int16)
        parts = {part: noise for of_source in PARTS.values() for part in of_source}
        return Rendered(song=song, mixture=noise, stems=dict.fromkeys(SOURCES, noise), sub_stems=parts)

    monkeypatch.setattr(dataset, "render", render)


@pytest.mark.usefixtures("noise_for_songs")
def test_a_dataset_that_nobody_has_made_yet(tmp_path: Path) -> None:
    answers = together(partial(_made, tmp_path / "nano"))
    assert len(set(answers)) == 1
    assert [name for name in files_below(tmp_path) if ".part" in name] == []
    assert not list((tmp_path / "nano").glob(".*"))
    assert answers[0] == _made(tmp_path / "again")


class Whole(BaseHTTPRequestHandler):
    """Sends one file, whatever is asked for, slowly enough that all ask before the first has it."""

    content = CONTENT

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        time.sleep(0.2)
        self.wfile.write(self.content)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 64


@pytest.fixture
def address() -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Whole)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_weights_that_nobody_has_downloaded_yet(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    release = releases.Release(file="net.pt", sha256=hashlib.sha256(CONTENT).hexdigest())
    monkeypatch.setitem(releases.RELEASES, "net", release)
    monkeypatch.setattr(releases.Release, "url", property(lambda _: f"{address}/net.pt"))
    assert together(lambda: releases.fetch("net").read_bytes() == CONTENT) == [True] * N
    assert [path.name for path in cache_dir().iterdir()] == ["net.pt"]


def test_musdbs_sample_that_nobody_has_downloaded_yet(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "sample.zip", "w") as archive:
        for number in range(50):
            archive.writestr(f"{'train' if number < 30 else 'test'}/{number}.stem.mp4", "x" * 1000)
    content = (tmp_path / "sample.zip").read_bytes()
    monkeypatch.setattr(Whole, "content", content)
    monkeypatch.setattr(musdb_sample, "URL", f"{address}/sample.zip")
    monkeypatch.setattr(musdb_sample, "CHECKSUM", f"sha256:{hashlib.sha256(content).hexdigest()}")
    assert together(lambda: musdb_sample.download(tmp_path / "sample")) == [50] * N
    assert sorted(path.name for path in (tmp_path / "sample").iterdir()) == ["test", "train"]
    assert len(files_below(tmp_path / "sample")) == 50
