"""Write a mini dataset: plan, render in parallel, and leave a manifest with hashes."""
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
import wave
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import numpy as np

from . import FS, GENERATOR_VERSION
from .compose import STYLES
from .render import STEMS, render
from .rng import Rng

FILE = {"female": "vocals_female.wav", "male": "vocals_male.wav", "kick": "drums_kick.wav", "snare": "drums_snare.wav",
        "hihat": "drums_hihat.wav", "piano": "other_piano.wav", "guitar": "other_guitar.wav"}
PRESETS = {"nano": (1, 1, 1, 6.0), "tiny": (6, 2, 2, 10.0), "small": (20, 4, 8, 20.0), "full": (86, 14, 50, 30.0)}


def style_of(seed, split, index):
    """Styles come in shuffled cycles, so that any seven neighbours in a cycle hold each style once."""
    r = Rng("style", GENERATOR_VERSION, seed, split, index // len(STYLES))
    left = list(STYLES)
    order = [left.pop(r.i(0, len(left) - 1)) for _ in range(len(left))]
    return order[index % len(STYLES)]


def write_wav(path, x):
    with wave.open(str(path), "wb") as f:
        f.setnchannels(2)
        f.setsampwidth(2)
        f.setframerate(FS)
        f.writeframes(np.ascontiguousarray(x, dtype="<i2").tobytes())


def make_track(root, split, index, seed, duration):
    root = Path(root)
    style = style_of(seed, split, index)
    name = f"Synth {seed} - {split} {index:03d} {style}"
    home = root / ("test" if split == "test" else "train") / name
    if (home / "track.json").is_file():
        return home
    song, mix, stems, sub, _ = render(f"{GENERATOR_VERSION}/{seed}/{split}/{index}", duration, split != "train", None, style)
    (root / ".part").mkdir(exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=root / ".part"))
    audio = {"mixture.wav": mix, **{f"{s}.wav": stems[s] for s in STEMS}, **{f: sub[k] for k, f in FILE.items()}}
    hashes = {}
    for file, x in audio.items():
        write_wav(part / file, x)
        hashes[file] = hashlib.sha256((part / file).read_bytes()).hexdigest()
    meta = {k: song[k] for k in ("style", "mode", "key", "tempo", "vocal_mode", "sections", "kit", "bass_patch", "gtr", "keys_patch")}
    (part / "track.json").write_text(json.dumps({"name": name, "split": split, **meta, "sha256": hashes}, indent=1))
    home.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(part, 0o755)
    os.replace(part, home)
    return home


def make_dataset(root, preset="small", *, seed=0, jobs=2, progress=True):
    """Generate the dataset ``preset`` under ``root``; finished tracks are kept, so a killed run goes on where it was."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    root = Path(root)
    root.mkdir(parents=True, exist_ok=True)
    *counts, duration = PRESETS[preset]
    plan = [(str(root), s, i, seed, duration) for s, n in zip(("train", "valid", "test"), counts) for i in range(n)]
    t0 = time.time()
    with ProcessPoolExecutor(jobs) as pool:
        futures = [pool.submit(make_track, *p) for p in plan]
        for k, f in enumerate(as_completed(futures), 1):
            f.result()
            if progress:
                print(f"\r{k}/{len(plan)} tracks, {time.time() - t0:.0f} s", end="", file=sys.stderr)
    shutil.rmtree(root / ".part", ignore_errors=True)
    homes = [f.result() for f in futures]
    files = {f"{h.parent.name}/{h.name}/{f}": d for h in homes for f, d in json.loads((h / "track.json").read_text())["sha256"].items()}
    fingerprint = hashlib.sha256("".join(f"{f} {d}\n" for f, d in sorted(files.items())).encode()).hexdigest()
    (root / "dataset.json").write_text(json.dumps(
        {"name": f"mini-{preset}", "generator_version": GENERATOR_VERSION, "preset": preset, "seed": seed, "duration": duration,
         "fingerprint": fingerprint, "files": files}, indent=1))
    return root
