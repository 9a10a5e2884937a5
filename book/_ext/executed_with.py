"""A line under every page: when, on what and with which versions it was executed, or made from data.

An executed copy carries what tools/execute_book.py wrote into it; the other pages are made when the site is built.
"""

import json
import os
import platform
import time
from collections.abc import Mapping
from html import escape
from importlib.metadata import version
from pathlib import Path

BUILDERS = ("jupyter-book", "Sphinx", "lasaft-nb")


def machine() -> str:
    """What this machine is, without its name."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU cores, Python {platform.python_version()}"


def sentence(executed: Mapping) -> str:
    """What the notebook's metadata says about its last execution, in one sentence."""
    commit = f" (commit {executed['commit']})" if executed.get("commit") else ""
    return (
        f"Executed on {executed['date']} in {executed['seconds']} s with preset {executed['preset']} on "
        f"{executed['machine']}; {_listed(executed['versions'])}{commit}."
    )


def of_notebook(notebook: Mapping) -> str:
    """The sentence of a chapter; '' if it never was executed."""
    executed = notebook["metadata"].get("lasaft_nb")
    return sentence(executed) if executed else ""


def of_build() -> str:
    """The sentence of a page without cells. ``SOURCE_DATE_EPOCH`` sets the date, for builds that must be repeatable."""
    seconds = float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    date = time.strftime("%Y-%m-%d", time.gmtime(seconds))
    return f"Made on {date} on {machine()}; {_listed({name: version(name) for name in BUILDERS})}."


def _listed(versions: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())


def append_sentence(app, pagename, templatename, context, doctree) -> None:
    if "body" not in context:
        return
    notebook, page = (Path(app.srcdir, f"{pagename}{suffix}") for suffix in (".ipynb", ".md"))
    said = of_notebook(json.loads(notebook.read_text("utf-8"))) if notebook.is_file() else ""
    if page.is_file():
        said = of_build()
    if said:
        context["body"] += f'<p class="executed-with">{escape(said)}</p>'


def setup(app) -> dict[str, bool]:
    app.connect("html-page-context", append_sentence)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
