"""What lies in a track's folder, and the setup files with which musdb reads the dataset."""

import wave
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from lasaft_nb.sources import PARTS, SOURCES, SUB_SOURCES
from lasaft_nb.synth.render import Pcm, Rendered
from lasaft_nb.synth.sound import SAMPLE_RATE

MIXTURE = "mixture.wav"
SUB_FILES = {  # the bass is a stem and a sub-stem at once: one file
    part: f"{source}_{part}.wav" for source, parts in PARTS.items() for part in parts if part != source
}
AUDIO_FILES = (MIXTURE, *(f"{source}.wav" for source in SOURCES), *SUB_FILES.values())


def audio(song: Rendered) -> dict[str, Pcm]:
    """Twelve files' samples (n, 2); absent instruments are silent files, so every folder holds the same names."""
    return {
        MIXTURE: song.mixture,
        **{f"{source}.wav": stem for source, stem in song.stems.items()},
        **{file: song.sub_stems[part] for part, file in SUB_FILES.items()},
    }


def write_wav(path: Path, samples: Pcm) -> None:
    """16-bit PCM by the standard library: no header field that differs from one run to the next."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.ascontiguousarray(samples, dtype="<i2").tobytes())


def read_wav(path: Path) -> Pcm:
    """Samples (n, 2) of a file by `write_wav`."""
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, file.getnchannels())


def musdb_setup(validation: Iterable[str]) -> dict[str, Any]:
    """For ``musdb.DB(root, is_wav=True, setup_file="musdb.yaml")``: MUSDB18's setup with our validation tracks."""
    accompaniment = {source: 1 for source in SOURCES if source != "vocals"}
    return {
        "sample_rate": float(SAMPLE_RATE),
        "mixture": MIXTURE,
        "sources": {source: f"{source}.wav" for source in SOURCES},
        "stem_ids": {"mixture": 0, "drums": 1, "bass": 2, "other": 3, "vocals": 4},
        "targets": {
            **{source: {source: 1} for source in SOURCES},
            "accompaniment": accompaniment,
            "linear_mixture": dict.fromkeys(SOURCES, 1),
        },
        "validation_tracks": list(validation),
    }


def latent_setup(validation: Iterable[str]) -> dict[str, Any]:
    """For ``setup_file="latent8.yaml"``: the eight sub-stems as sources, the four stems as sums of them."""
    parts = list(SUB_SOURCES)
    return {
        "sample_rate": float(SAMPLE_RATE),
        "mixture": MIXTURE,
        "sources": {part: SUB_FILES.get(part, f"{part}.wav") for part in parts},
        "stem_ids": {"mixture": 0, **{part: number for number, part in enumerate(parts, start=1)}},
        "targets": {
            **{source: dict.fromkeys(parts, 1) for source, parts in PARTS.items()},
            "linear_mixture": dict.fromkeys(parts, 1),
        },
        "validation_tracks": list(validation),
    }
