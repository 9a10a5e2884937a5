"""The part of a page in which a network runs, and the files that it loads when a reader asks for them.

tools/export_browser_networks.py writes the files.
"""

import base64
import gzip
import json
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from page_html import raw

from lasaft_nb.audio.waveform import WaveformLike, as_samples
from lasaft_nb.inference.pretrained import card_of
from lasaft_nb.probes.onnx_export import OnnxGraph
from lasaft_nb.show.audio import PLAYER_SCRIPTS, mp3
from lasaft_nb.show.html import attributes, inline, script_json
from lasaft_nb.synth.plan import plan

FOLDER = "_static/network"
STYLES = ("show.css", "network.css")
SCRIPTS = (
    *PLAYER_SCRIPTS,
    "separation.js",
    "network-worker.js",
    "network-files.js",
    "network-inside.js",
    "network-page.js",
)


@dataclass(frozen=True, kw_only=True)
class Clip:
    """A song to choose on the page: the name of its file (without ``.js``), and what it is called there."""

    file: str
    label: str


NETWORKS = {
    "TFC-TDF U-Net, for vocals alone": "lite_dedicated/tfc_tdf-vocals",
    "GPoCM CUNet with LaSAFT, asked for a source": "conditioned_variants/gpocm_cunet_lasaft_twice_the_steps",
}
CLIP_SONGS = (0, 1, 2)  # of the mini dataset's test songs, which no network has heard
SONG_STYLES = {song.index: song.style for song in plan("small").songs() if song.split == "test"}
CLIPS = tuple(Clip(file=f"clip_{index}", label=f"test song {index}, {SONG_STYLES[index]}") for index in CLIP_SONGS)


def part(*, page: str, book: Path, repository: str) -> str:
    """The element with its scripts."""
    folder = posixpath.relpath(FOLDER, posixpath.dirname(page))
    return raw(network_page(NETWORKS, CLIPS, folder=f"{folder}/"))


def network_page(networks: Mapping[str, str], clips: Sequence[Clip], *, folder: str) -> str:
    """The element in which a reader's song is separated, with its styles and scripts.

    Args:
        networks: what a network is called on the page, to its name among the shipped ones.
        clips: songs that are offered beside the reader's own.
        folder: address of the folder of the files, as seen from the page, with a slash at its end.

    Raises:
        UserError: no network of that name.
        ValueError: networks of different sample rates, since a song is read once for all.
    """
    cards = {name: card_of(name) for name in networks.values()}
    rates = {card["model"]["sample_rate"] for card in cards.values()}
    if len(rates) != 1:
        raise ValueError(f"networks must have one sample rate, got {sorted(rates)} Hz")
    about = {
        "sample_rate": rates.pop(),
        "networks": [_about(label, name, cards[name]) for label, name in networks.items()],
        "clips": [asdict(clip) for clip in clips],
    }
    noscript = "<noscript><p>Without JavaScript no network can run in this page.</p></noscript>"
    data = f"<script type='application/json'>{script_json(about)}</script>"
    html = f"<network-page{attributes({'from': folder})}>{noscript}{data}</network-page>"
    return inline(*STYLES) + html + inline(*SCRIPTS)


def file_of(name: str) -> str:
    """Name of a network's file, without ``.js``."""
    return name.replace("/", "--")


def _about(label: str, name: str, card: Mapping[str, Any]) -> dict[str, Any]:
    scores = [f"{target} {score['SDR']:.1f} dB" for target, score in card["scores"].items()]
    before = [f"{card['mixture_sdr'][target]:.1f}".replace("-", "−") for target in card["scores"]]
    minutes = card["cpu_seconds"] / 60
    said = (
        f"{name}: trained for {minutes:.0f} minutes of one CPU core on synthetic songs. Median SDR on the mini "
        f"dataset's test songs: {', '.join(scores)}; of the mixture itself {', '.join(before)} dB."
    )
    return {"file": file_of(name), "label": label, "targets": card["model"]["targets"], "card": said}


def runtime_file(script: bytes, wasm_gzip: bytes) -> str:
    """The file ``runtime.js``: onnxruntime-web's script, in which a worker finds it as ``ort``, and its WebAssembly.

    The script is published as a module, but from a page that was opened as a file browsers start no worker of that
    kind. A classic one has no exports, and knows its address in another way.

    Raises:
        ValueError: the script's last line doesn't export as that of a bundle of onnxruntime-web.
    """
    head, found, exported = script.decode("utf-8").rpartition("export{")
    names, closed, _ = exported.partition("};")
    if not (found and closed):
        raise ValueError("script must end in export{…}, as the bundles of onnxruntime-web do")
    pairs = (pair.split(" as ") for pair in names.split(","))
    members = ",".join(f"{public}:{private}" for private, public in pairs if public != "default")
    text = f'"use strict";{head.replace("import.meta.url", "self.location.href")}const ort={{{members}}};\n'
    return _file("runtime", {"script": _packed(text.encode()), "wasm": _text(wasm_gzip)})


def network_file(graph: OnnxGraph) -> str:
    """The file of a network: its graph, and what is needed around it."""
    return _file(file_of(graph.about["name"]), {"about": graph.about, "model": _packed(graph.model)})


def clip_file(name: str, mixture: bytes, truth: Mapping[str, WaveformLike], sample_rate: int) -> str:
    """The file of a song: the mixture's FLAC as it is, and the true stems, (n, c) at ``sample_rate`` Hz, as MP3."""
    stems = {source: _text(mp3(as_samples(stem), sample_rate, quality=0.7)) for source, stem in truth.items()}
    return _file(name, {"mixture": _text(mixture), **stems})


def _file(name: str, holds: Mapping[str, Any]) -> str:
    return f"((window.lasaft ??= {{}}).files ??= {{}})[{json.dumps(name)}] = {json.dumps(holds)};\n"


def _packed(content: bytes) -> str:
    return _text(gzip.compress(content, mtime=0))


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
