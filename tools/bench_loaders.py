"""Measure how fast training excerpts are read; writes data/results/bench/loaders.json.

An excerpt is what the preset `paper` reads: 2.95 s of four stereo stems at 44.1 kHz, each from a track of its own. From
wav files it is read in place; from stem files (five AAC streams) out of the decoded cache, and beside that decoded
anew for every excerpt, as it would be without a cache.
"""

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import soundfile
from rich.console import Console
from rich.table import Table
from torch.utils.data import DataLoader

from lasaft_nb.audio.libav import LibavAudio
from lasaft_nb.audio.source import Source
from lasaft_nb.data import Excerpts, example_song
from lasaft_nb.data.array_track import STREAMS, StemTrack
from lasaft_nb.data.folder_track import FolderTrack
from lasaft_nb.data.track import Track
from lasaft_nb.device import median_seconds
from lasaft_nb.results import benchmarks
from lasaft_nb.sources import SOURCES
from lasaft_nb.training.presets import PAPER

HOP, RATE = 1024, 44100
N_SAMPLES = HOP * (PAPER.frames - 1)
SONG = 60  # seconds
BATCHES = 12  # of a round; the first two are not timed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LASAFT_NB_CACHE"] = str(Path(folder) / "cache")
        rows = [*wav(Path(folder), repeats), *stems(Path(folder), repeats)]
    benchmarks.write("loaders", rows, repeats=repeats, seconds_of_excerpt=N_SAMPLES / RATE)
    table = Table("from", "workers", "excerpts/s")
    for row in rows:
        table.add_row(row["source"], str(row["workers"]), f"{row['excerpts_per_second']:.1f}")
    Console().print(table)


def wav(folder: Path, repeats: int) -> list[dict[str, object]]:
    tracks: list[Track] = []
    for seed in range(4):
        song = folder / f"song{seed}"
        song.mkdir()
        for source in SOURCES:
            noise = np.random.default_rng(seed).integers(-9999, 9999, (SONG * RATE, 2), dtype=np.int16)
            soundfile.write(song / f"{source}.wav", noise, RATE)
        tracks.append(FolderTrack(song))
    return [row("wav", tracks, workers, repeats) for workers in (0, 1, 2)]


def stems(folder: Path, repeats: int) -> list[dict[str, object]]:
    file = Path(shutil.copy(example_song(), folder / "example.stem.mp4"))
    track = StemTrack(file)
    started = time.perf_counter()
    _ = track.array  # decodes into the cache
    filled = time.perf_counter() - started
    rows = [row("stem file, from the cache", [track], workers, repeats) for workers in (0, 1, 2)]
    rows[0]["seconds_of_audio_decoded_per_second"] = track.duration / filled
    again = median_seconds(lambda: decode(file, track.duration), repeats=repeats)
    return [*rows, {"source": "stem file, decoded each time", "workers": 0, "excerpts_per_second": 1 / again}]


def decode(file: Path, duration: float) -> None:
    """One excerpt without a cache: a place of its own for each stem, whose stream alone is decoded up to there."""
    random = np.random.default_rng(0)
    for source in SOURCES:
        start = random.uniform(0, duration - N_SAMPLES / RATE)
        audio = LibavAudio(Source(file), stream=STREAMS[source])
        for _ in audio.blocks():
            if audio.n_read >= start * RATE + N_SAMPLES:
                break


def row(source: str, tracks: list[Track], workers: int, repeats: int) -> dict[str, object]:
    rates = [excerpts_per_second(tracks, workers, seed) for seed in range(repeats)]
    return {"source": source, "workers": workers, "excerpts_per_second": median(rates)}


def excerpts_per_second(tracks: list[Track], workers: int, seed: int) -> float:
    """After two batches for each worker, so that its start and what it reads ahead don't count."""
    size = PAPER.batch_size
    ahead, timed = 1 + 2 * workers, BATCHES * max(1, workers)
    excerpts = Excerpts(tracks, n_samples=N_SAMPLES, sample_rate=RATE, seed=seed, length=(ahead + timed) * size)
    batches = iter(DataLoader(excerpts, batch_size=size, num_workers=workers))
    for _ in range(ahead):
        next(batches)
    started = time.perf_counter()
    n_read = sum(len(mixture) for mixture, _ in batches)
    return n_read / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
