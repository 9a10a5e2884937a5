"""Write the README's map "From the thesis to the code" from book/_include/concepts.csv."""

import csv
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAP = ROOT / "book/_include/concepts.csv"
README = ROOT / "README.md"
BEGIN = "<!-- map: written by tools/sync_readme.py from book/_include/concepts.csv -->"
END = "<!-- end of map -->"


def concepts() -> list[dict[str, str]]:
    """Rows of the map: part of the thesis, concept, files (apart by spaces) and the page that shows it."""
    with MAP.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def table() -> str:
    """The map as a Markdown table."""
    lines = ["| thesis | concept | file | chapter |", "|---|---|---|---|"]
    for row in concepts():
        files = ", ".join(f"`{name}`" for name in row["files"].split())
        lines.append(f"| {row['thesis']} | {row['concept']} | {files} | `{row['page']}` |")
    return "\n".join(lines)


def filled(readme: str) -> str:
    """``readme`` with the table between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not after:
        raise SystemExit(f"README.md must have the lines {BEGIN!r} and {END!r}; put them back")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    README.write_text(filled(README.read_text("utf-8")), "utf-8")
