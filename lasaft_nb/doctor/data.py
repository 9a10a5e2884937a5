"""The mini dataset, the shipped weights, the authors' weights."""

import json
from pathlib import Path

from lasaft_nb.doctor.finding import Finding, State
from lasaft_nb.doctor.machine import REINSTALL, installed
from lasaft_nb.errors import UserError
from lasaft_nb.paths import data_dir, mini_dir, sha256_of

DOWNLOAD = "lasaft_nb.official.load('tdc_17_vocals_top1')"


def data_findings() -> list[Finding]:
    """Everything that lies in the project's folders."""
    return [*(mini_finding(mini_dir(preset), preset=preset) for preset in ("nano", "small")), _weights(), _official()]


def mini_finding(root: Path, *, preset: str) -> Finding:
    """Is the mini dataset whole? Every file must be there, and the first track's must have the manifest's hashes."""
    what, cure = f"mini {preset}", f"lasaft-nb data mini {root} --preset {preset}"
    try:
        manifest = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
        files, fingerprint = dict(manifest["files"]), str(manifest["fingerprint"])
    except FileNotFoundError:
        says = "not made yet; chapters and training make it when they need it"
        return Finding(what=what, state=State.MISSING, says=says, cure=cure)
    except (ValueError, KeyError, TypeError):
        return Finding(what=what, state=State.MISSING, says=f"{root / 'dataset.json'} is damaged", cure=cure)
    if absent := [name for name in files if not (root / name).is_file()]:
        says = f"{len(absent)} of {len(files)} files are gone, such as {absent[0]}"
        return Finding(what=what, state=State.MISSING, says=says, cure=cure)
    first = next(iter(files), "").rpartition("/")[0]
    if changed := [name for name in files if name.startswith(f"{first}/") and sha256_of(root / name) != files[name]]:
        says, cure = f"{changed[0]} is not as it was made", f"rm -r '{root}' && {cure}"
        return Finding(what=what, state=State.MISSING, says=says, cure=cure)
    says = f"{len(files)} files, fingerprint {fingerprint[:12]} in {root}"
    return Finding(what=what, state=State.WORKS, says=says)


def _weights() -> Finding:
    from lasaft_nb.inference.pretrained import card_of, pretrained_names

    names, cure = pretrained_names(), REINSTALL if installed() else "git checkout -- data/weights"
    try:
        for name in names:
            expected = card_of(name)["weights"]["sha256"]
            if sha256_of(data_dir() / "weights" / f"{name}.safetensors") != expected:
                raise UserError(f"{name}.safetensors is not what its card describes")
    except (UserError, KeyError) as error:
        return Finding(what="weights", state=State.BROKEN, says=str(error), cure=cure)
    if not names:
        return Finding(what="weights", state=State.MISSING, says="none are shipped in data/weights", cure=cure)
    return Finding(what="weights", state=State.WORKS, says=f"{len(names)} networks in {data_dir() / 'weights'}")


def _official() -> Finding:
    from lasaft_nb import official

    here = [name for name in official.names() if official.find(name)]
    if here:
        return Finding(what="authors' weights", state=State.WORKS, says=f"in the cache: {', '.join(here)}")
    says = "not in the cache; downloaded (2.3 MB) when first used, where there is internet"
    cure = f'python -c "import lasaft_nb; {DOWNLOAD}"'
    return Finding(what="authors' weights", state=State.MISSING, says=says, cure=cure)
