"""Score the authors' released networks on stem files: `python tools/measure_official.py [FILE.stem.mp4…]`.

Without a file it takes the clip that stempeg brings. Writes records under data/results/official, and for that clip
(which may be passed on, CC BY-NC-SA 3.0) also the sounds that the chapter plays where the weights can't be had.
"""

import sys
from pathlib import Path

from lasaft_nb import official
from lasaft_nb.data import example_song
from lasaft_nb.data.array_track import StemTrack
from lasaft_nb.metrics.evaluate import evaluate_tracks
from lasaft_nb.paths import data_dir, sha256_of
from lasaft_nb.results import records
from lasaft_nb.show.audio import mp3

TRAINED_ON = {"Music Delta - 80s Rock": "train"}  # the split of MUSDB18 that a track belongs to; the others: test


def measure(name: str, track: StemTrack) -> Path:
    separator = official.load(name, device="cpu")
    scored = evaluate_tracks(separator, [track], ("vocals",), progress=False)
    record = records.make(
        experiment="official",
        row=f"{name}, {track.name}",
        preset="released",
        seed=0,
        dataset={
            "name": track.name,
            "fingerprint": sha256_of(track.path),
            "split": TRAINED_ON.get(track.name, "test"),
        },
        scores=scored.scores,
        mixture=scored.mixture,
        seconds=scored.seconds,
        parameters=sum(parameter.numel() for parameter in separator.model.parameters()),
        notes="one clip of some seconds; seconds are those of separating and scoring it",
    )
    return records.write(record)


def store_sounds(track: StemTrack) -> None:
    """The mixture, the true vocals and the separated ones as MP3."""
    separator = official.load("tdc_17_vocals_top1", device="cpu")
    separated = separator.separate(track.mixture(), sample_rate=track.sample_rate, progress=False)
    sounds = {"mixture": track.mixture(), "vocals": track.stem("vocals"), "tdc_17_vocals_top1": separated}
    folder = data_dir() / "results" / "official"
    for name, sound in sounds.items():
        (folder / f"falcon_69_{name}.mp3").write_bytes(mp3(sound, track.sample_rate, quality=0.65))


if __name__ == "__main__":
    example = str(example_song())
    for path in sys.argv[1:] or [example]:
        for name in (name for name in official.names() if name.startswith("tdc")):
            print(measure(name, StemTrack(path)))
        if path == example:
            store_sounds(StemTrack(path))
