"""Scripts and styles of the components once for the whole site, in their present version.

An output of a notebook carries its own (lasaft_nb/show/assets), so that it also works alone; on a page of the book they
are taken out and loaded from ``_static/show`` instead: pages are smaller, and a chapter that was executed earlier has
today's players.
"""

import re
import shutil
from functools import cache
from importlib.resources import files
from pathlib import Path

from lasaft_nb.show.audio import PLAYER_SCRIPTS

ASSETS = Path(str(files("lasaft_nb.show"))) / "assets"
FOLDER = "_static/show"
OPENING = 24  # characters by which an asset is known, also in an older version
INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)
NEEDS = {
    "stem-player.js": PLAYER_SCRIPTS,
    "row-sound.js": ("one-sound.js", "row-sound.js"),
}  # what an output of an older version may lack
NEEDS |= {name: ("each.js", name) for name in ("sortable.js", "filterable.js", "weight-map.js", "quiz.js")}


@cache
def assets() -> dict[str, str]:
    """Every asset's name by its opening."""
    names = (path for path in sorted(ASSETS.iterdir()) if path.suffix in {".js", ".css"})
    return {path.read_text("utf-8")[:OPENING]: path.name for path in names}


def without_copies(body: str) -> tuple[str, list[str]]:
    """``body`` without the scripts and styles that are assets, and the names of those in the order of their use."""
    known, used = assets(), dict[str, None]()

    def take(match: re.Match[str]) -> str:
        name = known.get(match[2][:OPENING])
        if name is None:
            return match[0]
        used.update(dict.fromkeys(NEEDS.get(name, (name,))))
        return ""

    return INLINE.sub(take, body), list(used)


def share(app, pagename, templatename, context, doctree) -> None:
    if "body" not in context:
        return
    body, names = without_copies(context["body"])
    if "<audio" in body and "one-sound.js" not in names:
        names.append("one-sound.js")  # also for players of other libraries
    addresses = [context["pathto"](f"{FOLDER}/{name}", 1) for name in names]
    styles = "".join(f'<link rel="stylesheet" href="{name}">' for name in addresses if name.endswith(".css"))
    scripts = "".join(f'<script src="{name}"></script>' for name in addresses if name.endswith(".js"))
    context["body"] = styles + body + scripts


def copy_assets(app, exception) -> None:
    if not exception and app.builder.format == "html":
        shutil.copytree(ASSETS, Path(app.outdir, FOLDER), dirs_exist_ok=True)


def setup(app) -> dict[str, bool]:
    app.connect("html-page-context", share, priority=950)
    app.connect("build-finished", copy_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
