"""Parts of pages that are made from data when the site is built, so that they can't be out of date.

A page holds ``<!-- generated: NAME -->``; when Sphinx reads it, the line is replaced by what the generator of that name
returns (MyST Markdown). Such pages are read anew at every build, since the data they show may have changed.
"""

import re
from collections.abc import Callable
from pathlib import Path

import conclusion_page
import cost_page
import coverage_page
import grammar_page
import landing_page
import network_page
import scaling_page
import scorecard_page
import speed_page
import speed_picture
import trouble_page

MARK = re.compile(r"^<!-- generated: ([\w-]+) -->$", re.MULTILINE)
GENERATORS: dict[str, Callable[..., str]] = {
    "scorecard-counts": scorecard_page.counts,
    "scorecard-table": scorecard_page.claims,
    "tables-by-budget": scorecard_page.tables_by_budget,
    "scorecard-details": scorecard_page.details,
    "findings": conclusion_page.findings,
    **{f"gains-{chapter}": conclusion_page.gains_of(chapter) for chapter in conclusion_page.TITLES},
    "open-claims": conclusion_page.open_claims,
    "coverage-counts": coverage_page.counts,
    "coverage-table": coverage_page.parts,
    "listen-first": landing_page.listen_first,
    "shortcuts": landing_page.shortcuts,
    "thesis-map": landing_page.thesis_map,
    "listen-stems": landing_page.listen_stems,
    "landing-findings": landing_page.findings,
    "study-time": landing_page.study_time,
    "parts": landing_page.parts,
    "grammar-rules": grammar_page.rules,
    "grammar-counts": grammar_page.counts,
    "grammar-sentences": grammar_page.all_sentences,
    "training-costs": cost_page.costs,
    "training-assumptions": cost_page.assumptions,
    "speed-separation": speed_page.separation,
    "speed-picture": speed_picture.picture,
    "speed-quality": speed_picture.quality,
    "speed-starts": speed_page.starts,
    "speed-songs": speed_page.songs,
    "speed-hour": speed_page.hour,
    "speed-steps": speed_page.steps,
    "speed-gpu-steps": speed_page.gpu_steps,
    "speed-gpu-trainings": speed_page.gpu_trainings,
    "speed-gpu-separation": speed_page.gpu_separation,
    "speed-loaders": speed_page.loaders,
    "speed-need": speed_page.need,
    "speed-processes": speed_page.processes,
    "scaling-curves": scaling_page.curves,
    "scaling-table": scaling_page.table,
    "network-page": network_page.part,
    "doctor-checks": trouble_page.checks,
    "symptoms": trouble_page.symptoms,
}


def filled(text: str, *, page: str, book: Path, repository: str) -> str:
    """``text`` with every mark replaced; ``page`` is the document's name, ``repository`` the project's address."""

    def generate(mark: re.Match[str]) -> str:
        if mark[1] not in GENERATORS:
            raise ValueError(f"{page}: generated part must be one of {', '.join(GENERATORS)}, got {mark[1]!r}")
        return GENERATORS[mark[1]](page=page, book=book, repository=repository)

    return MARK.sub(generate, text)


def fill(app, docname, source) -> None:
    if MARK.search(source[0]):
        repository = app.config.html_theme_options.get("repository_url", "")
        source[0] = filled(source[0], page=docname, book=Path(app.srcdir, "book"), repository=repository)


def always_read(app, env, added, changed, removed) -> list[str]:
    pages = (name for name in env.found_docs if Path(app.srcdir, f"{name}.md").is_file())
    return [name for name in pages if MARK.search(Path(app.srcdir, f"{name}.md").read_text("utf-8"))]


def setup(app) -> dict[str, bool]:
    app.connect("source-read", fill)
    app.connect("env-get-outdated", always_read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
