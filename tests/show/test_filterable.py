"""The search box and menus of a filterable table, in a real browser."""

from pathlib import Path

import pandas as pd
from browser_page import result

from lasaft_nb.show import table
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
    body = TABLE.format(rows=rows) + inline("each.js", "sortable.js", "filterable.js")
    assert result(USE, folder=tmp_path, body=body) == [1, "abcdef", "ab", "2 of 6 rows", "abcdef", "ac", "a"]


SEARCH = """
  const box = document.querySelector(".lasaft-filters input");
  box.value = "row 3"; // 3, 13, 23, 30 to 39
  box.dispatchEvent(new Event("input", { bubbles: true }));
  const [menus, said] = ["select", "output"].map((name) => document.querySelectorAll(`.lasaft-filters ${name}`));
  return [menus.length, said[0].textContent];
"""


def test_a_long_table_can_be_searched_without_being_asked(tmp_path: Path) -> None:
    long = pd.DataFrame({"name": [f"row {i}" for i in range(40)], "value": range(40)})
    assert result(SEARCH, folder=tmp_path, body=table(long).html) == [0, "13 of 40 rows"]
    assert "data-search" not in table(long.head(10)).html
