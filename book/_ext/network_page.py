"""The part of a page in which a network runs; tools/export_browser_networks.py writes the files that it loads."""

import posixpath
from pathlib import Path

from page_html import raw

from lasaft_nb.show.network import Choice, network_page
from lasaft_nb.synth.plan import plan

FOLDER = "_static/network"
NETWORKS = {
    "TFC-TDF U-Net, for vocals alone": "lite_dedicated/tfc_tdf-vocals",
    "GPoCM CUNet with LaSAFT, asked for a source": "conditioned_variants/gpocm_cunet_lasaft_twice_the_steps",
}
CLIP_SONGS = (0, 1, 2)  # of the mini dataset's test songs, which no network has heard
STYLES = {song.index: song.style for song in plan("small").songs() if song.split == "test"}
CLIPS = tuple(Choice(file=f"clip_{index}", label=f"test song {index}, {STYLES[index]}") for index in CLIP_SONGS)


def part(*, page: str, book: Path, repository: str) -> str:
    """The element with its scripts."""
    folder = posixpath.relpath(FOLDER, posixpath.dirname(page))
    return raw(network_page(NETWORKS, CLIPS, folder=f"{folder}/").html)
