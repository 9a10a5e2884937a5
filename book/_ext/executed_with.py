"""A line under every executed chapter: when, on what and with which versions (written by tools/execute_book.py)."""

import json
from html import escape
from pathlib import Path


def sentence(executed: dict) -> str:
    """What the notebook's metadata says about its last execution, in one sentence."""
    versions = ", ".join(f"{name} {version}" for name, version in executed["versions"].items())
    return (
        f"Executed on {executed['date']} in {executed['seconds']} s with preset {executed['preset']} on "
        f"{executed['machine']}; {versions}."
    )


def append_sentence(app, pagename, templatename, context, doctree) -> None:
    source = Path(app.srcdir, f"{pagename}.ipynb")
    if not source.is_file() or "body" not in context:
        return
    executed = json.loads(source.read_text("utf-8"))["metadata"].get("lasaft_nb")
    if executed:
        context["body"] += f'<p class="executed-with">{escape(sentence(executed))}</p>'


def setup(app) -> dict[str, bool]:
    app.connect("html-page-context", append_sentence)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
