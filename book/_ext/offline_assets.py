"""No page asks another host for anything: MathJax is copied out of an installed package, other scripts are checked."""

import importlib.util
import re
import shutil
from pathlib import Path

from sphinx.util import logging

PACKAGE = "sphinx-mathjax-offline"  # from PyPI; holds MathJax 3.2.2, of which a page needs 1.7 of 24 MB
MATHJAX = "vendor/mathjax"
SOURCES = r"""<(?:script|img|audio|video|source|iframe|embed)\b[^>]*\bsrc\s*=\s*["']((?:https?:)?//[^"']+)"""
STYLES = r"""<link\b(?=[^>]*\brel\s*=\s*["'](?:stylesheet|preload|icon))[^>]*\bhref\s*=\s*["']((?:https?:)?//[^"']+)"""
MODULES = r"""\bimport\s*\(?\s*["']((?:https?:)?//[^"']+)"""
OFF_SITE = re.compile("|".join((SOURCES, STYLES, MODULES)), re.IGNORECASE)


def off_site_assets(html: str) -> list[str]:
    """Addresses on other hosts that a browser would load with the page (plain links are not among them)."""
    return sorted({next(filter(None, match.groups())) for match in OFF_SITE.finditer(html)})


def copy_mathjax(app, exception) -> None:
    if not exception and app.builder.format == "html":
        copy_mathjax_to(Path(app.outdir, "_static", MATHJAX))


def copy_mathjax_to(target: Path) -> None:
    """Copy what a page needs of MathJax: one script and its fonts."""
    source = Path(importlib.util.find_spec(PACKAGE).origin).parent / "static/mathjax"
    fonts = "output/chtml/fonts/woff-v2"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source / "tex-chtml-full.js", target)
    shutil.copytree(source / fonts, target / fonts, dirs_exist_ok=True)


def keep_each_script_once(app, pagename, templatename, context, doctree) -> None:
    """Drop thebe, which Jupyter Book adds even when it is off, and scripts that two extensions both register."""
    seen, kept = set(), []
    for script in context.get("script_files", []):
        name, body = str(getattr(script, "filename", "") or ""), getattr(script, "attributes", {}).get("body") or ""
        if "thebe" in name.lower() or "THEBE" in body or (name, body) in seen:
            continue
        seen.add((name, body))
        kept.append(script)
    context["script_files"] = kept


def warn_of_off_site_assets(app, exception) -> None:
    """A warning ends the build, which runs with ``-W``."""
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        for address in off_site_assets(page.read_text("utf-8")):
            logging.getLogger(__name__).warning("%s loads %s from another host", page.name, address)


def setup(app) -> dict[str, bool]:
    app.config.mathjax_path = f"{MATHJAX}/tex-chtml-full.js"
    app.connect("html-page-context", keep_each_script_once, priority=900)
    app.connect("build-finished", copy_mathjax)
    app.connect("build-finished", warn_of_off_site_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
