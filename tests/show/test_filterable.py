"""The search box and menus of a filterable table, in a real browser."""

from pathlib import Path

from browser_page import result

from lasaft_nb.show.html import inline

TABLE = """<table class="sortable" data-filter="verdict" data-search>
<thead><tr><th>id</th><th>claim</th><th>verdict</th></tr></thead><tbody>{rows}</tbody></table>"""
USE = """
  const find = (selector) => document.querySelector(`.lasaft-filters ${selector}`);
  const rows = [...document.querySelectorAll("tbody tr")];
  const shown = () => rows.filter((row) => !row.hidden).map((row) => row.cells[0].textContent).join("");
  const said = [document.querySelectorAll(".lasaft-filters select").length, shown()];
  const set = (selector, value) => {
    find(selector).value = value;
    find(selector).dispatchEvent(new Event("input", { bubbles: true }));
    said.push(shown());
  };
  set("input", "BEATS two");
  said.push(find("output").textContent);
  set("input", "");
  set("select", "agrees");
  set("input", "one");
  return said;
"""


def test_rows_that_do_not_match_are_hidden_and_counted(tmp_path: Path) -> None:
    cells = [("a", "one beats two", "agrees"), ("b", "two beats three", "not run"), ("c", "four", "agrees")]
    cells += [(name, f"claim {name}", "not run") for name in "def"]
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    body = TABLE.format(rows=rows) + inline("sortable.js", "filterable.js")
    assert result(USE, folder=tmp_path, body=body) == [1, "abcdef", "ab", "2 of 6 rows", "abcdef", "ac", "a"]
