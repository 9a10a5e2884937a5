"""The search box and menus of a filterable table, in a real browser."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lasaft_nb.show.html import inline

PAGE = """<!doctype html><meta charset="utf-8"><table class="sortable" data-filter="verdict" data-search>
<thead><tr><th>id</th><th>claim</th><th>verdict</th></tr></thead>
<tbody>{rows}</tbody></table>{scripts}<pre id="found"></pre><script>
addEventListener("load", () => {{
  const find = (selector) => document.querySelector(`.lasaft-filters ${{selector}}`);
  const rows = [...document.querySelectorAll("tbody tr")];
  const shown = () => rows.filter((row) => !row.hidden).map((row) => row.cells[0].textContent).join("");
  const said = [document.querySelectorAll(".lasaft-filters select").length, shown()];
  const set = (selector, value) => {{
    find(selector).value = value;
    find(selector).dispatchEvent(new Event("input", {{ bubbles: true }}));
    said.push(shown());
  }};
  set("input", "BEATS two");
  said.push(find("output").textContent);
  set("input", "");
  set("select", "agrees");
  set("input", "one");
  document.getElementById("found").textContent = said.join("|");
}});
</script>"""


def test_rows_that_do_not_match_are_hidden_and_counted(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("needs a browser: apt-get install chromium")
    cells = [("a", "one beats two", "agrees"), ("b", "two beats three", "not run"), ("c", "four", "agrees")]
    cells += [(name, f"claim {name}", "not run") for name in "def"]
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(rows=rows, scripts=inline("sortable.js", "filterable.js")), "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    run = subprocess.run([chromium, *options, page.as_uri()], check=True, capture_output=True, text=True, timeout=120)
    found = run.stdout.split('<pre id="found">')[1].split("</pre>")[0]
    assert found == "1|abcdef|ab|2 of 6 rows|abcdef|ac|a"
