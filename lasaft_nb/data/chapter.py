"""Which dataset a chapter uses, and how a record names it."""

import hashlib
import json
from pathlib import Path

from lasaft_nb.data.tracks import tracks
from lasaft_nb.paths import mini_dir

MANIFEST = "dataset.json"


def chapter_root(preset: str = "lite") -> Path:
    """Folder of the mini dataset for a training preset, generated when absent.

    ``nano`` for smoke, ``medium`` for long, ``small`` for all others.
    """
    from lasaft_nb.synth import make_dataset

    size = {"smoke": "nano", "long": "medium"}.get(preset, "small")
    root = mini_dir(size)
    if not (root / MANIFEST).is_file():
        make_dataset(root, size)
    return root


def identify(root: Path | str) -> dict[str, str]:
    """Name and fingerprint (hexadecimal) of a dataset, as records carry them.

    A mini dataset has both in its manifest, where the fingerprint is a hash of all its audio. For any other folder it
    is a hash of the tracks' names and their files' sizes.
    """
    from lasaft_nb.synth.manifest import read

    root = Path(root).expanduser()
    if (root / MANIFEST).is_file():
        card = read(root)
        return {"name": card["name"], "fingerprint": card["fingerprint"]}
    sizes = [[track.name, [[file.name, file.stat().st_size] for file in track.files]] for track in tracks(root)]
    return {"name": root.name, "fingerprint": hashlib.sha256(json.dumps(sizes).encode()).hexdigest()}
