"""The scorecard of the conclusion: how many claims hold, the table of all fifty, and what was measured for each."""

import json
from html import escape
from pathlib import Path

from page_html import link, raw, table

from lasaft_nb.results import records
from lasaft_nb.results.coverage import places
from lasaft_nb.results.scorecard import NOT_RUN, scorecard

SIGNS = {
    "agrees": "●",
    "partly": "◐",
    "undecided": "◌",
    "reversed": "○",
    NOT_RUN: "·",
}  # a sign and a word, never colour alone


def counts(*, page: str, book: Path, repository: str) -> str:
    """How many claims have which verdict, as a small table."""
    verdicts = scorecard()["verdict"]
    rows = [f"| {sign} {verdict} | {(verdicts == verdict).sum()} |" for verdict, sign in SIGNS.items()]
    return "\n".join(["| verdict | claims |", "|---|---:|", *rows, f"| all | {len(verdicts)} |", ""])


def claims(*, page: str, book: Path, repository: str) -> str:
    """All claims with their published evidence, verdict and the place that shows them."""
    where = places()
    rows = []
    for claim in scorecard().to_dict("records"):
        name, verdict = claim["id"], claim["verdict"]
        links = "<br>".join(link(place, page, book) for place in where.get(name, ()))
        rows.append(
            (
                f'<a href="#{name.lower()}">{name}</a>' if entry(name) else name,
                escape(claim["source"]),
                escape(claim["claim"]),
                escape(claim["published_evidence"]),
                f"{SIGNS[verdict]} {verdict}",
                links or "not yet in the book",
            )
        )
    headings = ("id", "source", "claim", "published", "verdict", "shown in")
    caption = f"The {len(rows)} claims. Click a heading to sort, an id for what we measured."
    return raw(table(headings, rows, caption=caption, filters=("verdict",)))


def details(*, page: str, book: Path, repository: str) -> str:
    """For each claim that was written down: what was compared, whether it held or what is missing, and the records."""
    written = [claim for claim in scorecard().to_dict("records") if entry(claim["id"])]
    return raw("\n".join(_detail(claim, repository) for claim in written)) if written else "No claim is judged yet.\n"


def entry(claim_id: str) -> dict:
    """What ``data/results/scorecard`` holds of a claim; empty where it was not written down yet."""
    path = records.shipped_dir() / "scorecard" / f"{claim_id}.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def _detail(claim: dict, repository: str) -> str:
    compared = "".join(_expectation(one) for one in entry(claim["id"])["expectations"])
    files = ", ".join(
        f'<a href="{repository}/blob/main/data/results/{escape(name)}">{escape(Path(name).stem.split("__")[0])}</a>'
        for name in claim["records"]
    )
    note = f"<p>{escape(claim['note'])}</p>" if claim["note"] else ""
    note += f"<p>Expectations of {escape(entry(claim['id'])['written'])}.</p>"
    return (
        f'<details id="{claim["id"].lower()}" class="claim"><summary>{claim["id"]} {SIGNS[claim["verdict"]]} '
        f"{claim['verdict']}: {escape(claim['claim'])}</summary>\n<p>Published: {escape(claim['published_evidence'])}."
        f"</p><ul>{compared}</ul>{note}{f'<p>Records: {files}.</p>' if files else ''}</details>"
    )


def _expectation(one: dict) -> str:
    margin = f", margin {one['margin']:g}" if one["margin"] else ""
    numbers = f": {escape(one['numbers'])}{margin}" if one["numbers"] else ""
    return f"<li>{escape(one['says'])}{numbers}: <strong>{one['verdict']}</strong></li>"
