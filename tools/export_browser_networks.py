"""Write the files of the page in which a network runs: `python tools/export_browser_networks.py [--out FOLDER]`.

The networks as ONNX, the runtime that computes them, and three songs; each is a script that the page loads when a
reader asks for it. What a file is made from decides its name in the cache, so that building the site
again costs nothing.
"""

import argparse
import gzip
import hashlib
import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from lasaft_nb.errors import UserError
from lasaft_nb.inference import pretrained
from lasaft_nb.paths import atomic_write
from lasaft_nb.probes import onnx_export

sys.path.append(str(Path(__file__).parent.parent / "book" / "_ext"))
import network_page

ROOT = Path(__file__).parent.parent
VENDOR = Path(__file__).parent / "vendor" / "onnxruntime-web"
CACHE = ROOT / "_build" / "browser_networks"
START, SECONDS = 4.0, 8.0  # two windows of a network, and so one for each of two cores


def files() -> dict[str, tuple[bytes, Callable[[], str]]]:
    """Of every file (name without ``.js``) what it is made from, and a function that makes it."""
    code = _code()
    found: dict[str, tuple[bytes, Callable[[], str]]] = {"runtime": (code + _vendored(), runtime)}
    for name in network_page.NETWORKS.values():
        weights = pretrained.find(name)
        made_from = code + weights.read_bytes() + weights.with_suffix(".json").read_bytes()
        found[network_page.file_of(name)] = (made_from, lambda name=name: graph(name))
    from lasaft_nb.synth import GENERATOR_VERSION

    for clip, index in zip(network_page.CLIPS, network_page.CLIP_SONGS, strict=True):
        made_from = code + json.dumps([GENERATOR_VERSION, index, START, SECONDS]).encode()
        found[clip.file] = (made_from, lambda file=clip.file, index=index: song(file, index))
    return found


def _code() -> bytes:
    """What makes the files, so that a change of it makes them anew."""
    paths = (__file__, network_page.__file__, onnx_export.__file__)
    return b"".join(Path(path).read_bytes() for path in paths)


def _vendored() -> bytes:
    return b"".join(path.read_bytes() for path in sorted(VENDOR.iterdir()))


def ingredients() -> bytes:
    """What the files are made from beside the library, its weights and the book's sources."""
    return Path(__file__).read_bytes() + _vendored()


def runtime() -> str:
    """onnxruntime-web as it was published, whose hashes are beside it."""
    script = (VENDOR / "ort.wasm.bundle.min.mjs").read_bytes()
    wasm = (VENDOR / "ort-wasm-simd-threaded.wasm.gz").read_bytes()
    hashes = {line.split()[1]: line.split()[0] for line in (VENDOR / "SHA256SUMS").read_text("utf-8").splitlines()}
    found = {"ort.wasm.bundle.min.mjs": script, "ort-wasm-simd-threaded.wasm": gzip.decompress(wasm)}
    for name, content in found.items():
        if hashlib.sha256(content).hexdigest() != hashes[name]:
            raise UserError(f"{VENDOR / name} is not what was published; take it out of the npm package again")
    return network_page.runtime_file(script, wasm)


def graph(name: str) -> str:
    """A network's file."""
    return network_page.network_file(onnx_export.onnx_graph(pretrained.load(name)))


def song(file: str, index: int) -> str:
    """Some seconds of a test song of the mini dataset, whose songs depend on nothing but their plan.

    They are resampled to the networks' rate as a Separator does it.
    """
    import soundfile
    import soxr

    from lasaft_nb.synth import SAMPLE_RATE
    from lasaft_nb.synth.plan import plan
    from lasaft_nb.synth.render import render

    rendered = render(next(one for one in plan("small").songs() if (one.split, one.index) == ("test", index)))
    rate = pretrained.card_of(next(iter(network_page.NETWORKS.values())))["model"]["sample_rate"]

    def cut(pcm):
        samples = pcm[int(START * SAMPLE_RATE) : int((START + SECONDS) * SAMPLE_RATE)].astype("float32") / 2**15
        return soxr.resample(samples, SAMPLE_RATE, rate)

    flac = io.BytesIO()
    soundfile.write(flac, cut(rendered.mixture), rate, format="FLAC")
    truth = {source: cut(stem) for source, stem in rendered.stems.items()}
    return network_page.clip_file(file, flac.getvalue(), truth, rate)


def write(out: Path) -> int:
    """Put all files into ``out``, made or taken from the cache; return their bytes."""
    out.mkdir(parents=True, exist_ok=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    kept = []
    for name, (made_from, make) in files().items():
        cached = CACHE / f"{name}-{hashlib.sha256(made_from).hexdigest()[:16]}.js"
        if not cached.is_file():
            with atomic_write(cached) as temporary:
                temporary.write_text(make(), "utf-8")
        shutil.copyfile(cached, out / f"{name}.js")
        kept.append(cached)
    for old in set(CACHE.glob("*.js")) - set(kept):
        old.unlink()
    return sum(path.stat().st_size for path in kept)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "html" / network_page.FOLDER)
    out = parser.parse_args(arguments).out
    try:
        size = write(out)
    except UserError as error:
        print(f"export_browser_networks: {error}", file=sys.stderr)
        return 2
    print(f"{out}: {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
