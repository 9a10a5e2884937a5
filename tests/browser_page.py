"""A page of one's own in headless chromium: what a script of it found out, without the site being built."""

import html
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

PAGE = """<!doctype html><meta charset="utf-8">{body}<pre id="found"></pre><script>
addEventListener("load", () => {{
  const find = () => {{ {script} }};
  document.getElementById("found").textContent = JSON.stringify(find());
}});
</script>"""


def chromium() -> str:
    """Path of the browser; the test is skipped where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return found or pytest.skip("needs a browser: apt-get install chromium")


def result(script: str, *, folder: Path, body: str = "") -> Any:
    """What ``script``, the body of a function, returns on a page with ``body``, opened as a file."""
    browser = chromium()
    page = folder / "page.html"
    page.write_text(PAGE.format(body=body, script=script), "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
    run = subprocess.run([browser, *options, page.as_uri()], check=True, capture_output=True, timeout=120)
    found = run.stdout.decode("utf-8").split('<pre id="found">')[1].split("</pre>")[0]
    assert found, "the script failed before it found anything"
    return json.loads(html.unescape(found))
