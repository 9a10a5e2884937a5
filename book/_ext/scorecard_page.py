"""The scorecard: how many claims hold, the table of all fifty with our numbers, and what was measured for each."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from html import escape
from math import isnan
from pathlib import Path

from page_html import href, link, raw, table

from lasaft_nb.experiments import settle
from lasaft_nb.results.coverage import places
from lasaft_nb.results.scorecard import NOT_RUN, entry, scorecard
from lasaft_nb.results.tables import table as results_table
from lasaft_nb.show.html import inline

SIGNS = {
    "agrees": "●",
    "partly": "◐",
    "undecided": "◌",
    "reversed": "○",
    NOT_RUN: "·",
}  # a sign and a word, never colour alone
PAGE = "appendix/claims"  # where the rows are
BY_BUDGET = {  # tables, and their columns that are scores of sources
    **{"3.1": ("vocals", "drums", "bass", "other"), "3.5": ("sdr_vocals",), "3.7": ("sdr_vocals",)},
    **dict.fromkeys(("4.1", "5.2"), ("vocals", "drums", "bass", "other", "mean")),
}
FEW = 2  # parts whose numbers fit into a cell


def counts(*, page: str, book: Path, repository: str) -> str:
    """How many claims have which verdict, as a small table."""
    verdicts = scorecard()["verdict"]
    rows = [f"| {sign} {verdict} | {(verdicts == verdict).sum()} |" for verdict, sign in SIGNS.items()]
    return "\n".join(["| verdict | claims |", "|---|---:|", *rows, f"| all | {len(verdicts)} |", ""])


def claims(*, page: str, book: Path, repository: str) -> str:
    """All claims with the published and our numbers, the verdict, what would settle it, and the place that shows them."""
    where = places()
    rows = []
    for claim in scorecard().to_dict("records"):
        name, verdict = claim["id"], claim["verdict"]
        row = (
            f'<a href="#{name.lower()}">{name}</a>' if entry(name)["written"] else name,
            f"{escape(claim['claim'])}<br><small>{escape(claim['source'])}; {_shown(where.get(name, ()), page)}</small>",
            escape(claim["published_evidence"]),
            escape(in_short(entry(name)["expectations"])),
            f"{SIGNS[verdict]} {verdict}",
            escape(_settled_in_short(name)),
        )
        rows.append(row)
    headings = ("id", "claim", "published", "ours", "verdict", "to settle it")
    caption = f"The {len(rows)} claims. Click a heading to sort, an id to open all numbers of a claim."
    return raw(table(headings, rows, caption=caption, filters=("verdict",)))


def tables_by_budget(*, page: str, book: Path, repository: str) -> str:
    """What each network scored at `long`, over seeds, beside the thesis and `lite`: one budget a column."""
    rows = []
    for name, columns in BY_BUDGET.items():
        long, lite = (results_table(name, preset=budget) for budget in ("long", "lite"))
        for one, short in zip(long.to_dict("records"), lite.to_dict("records"), strict=True):
            if one["column"] in columns and not isnan(one["measured"]):
                spread = "" if isnan(one["sd"]) else f" ± {one['sd']:.2f}"
                seeds = len(one["seeds"].split(", "))
                ours = f"{one['measured']:.2f}{spread}", str(seeds), _score(short["measured"])
                rows.append(
                    (
                        name,
                        escape(one["row"]),
                        escape(one["column"].removeprefix("sdr_")),
                        _score(one["published"]),
                        *ours,
                    )
                )
    headings = ("table", "network", "source", "thesis", "long: mean ± sd", "seeds", "lite")
    caption = "SDR in dB of all rows that have a training at long. The thesis's numbers are those of MUSDB18 and of full-sized networks."
    return raw(table(headings, rows, caption=caption, filters=("table", "source")))


def _score(value: float) -> str:
    return "–" if isnan(value) else f"{value:.2f}"


def _shown(found: Sequence[str], page: str) -> str:
    """Links to the places that show a claim."""
    links = (f'<a href="{escape(href(place, page))}">chapter {_chapter(place)}</a>' for place in found)
    return ", ".join(links) or "not yet in the book"


def _chapter(place: str) -> str:
    """The number of a page by its folder and file: 3.1 of ``03_frequency_transformation/01_estimation_methods``."""
    numbers = [part[:2] for part in place.partition("#")[0].split("/") if part[:2].isdigit()]
    return ".".join(number.lstrip("0") for number in numbers) or place


def in_short(parts: list[dict]) -> str:
    """What was measured for a claim: both numbers of a part, or how many parts have which verdict."""
    if len(parts) > FEW:
        found = Counter(part["verdict"] for part in parts)
        verdicts = ", ".join(f"{found[verdict]} {verdict}" for verdict in SIGNS if found[verdict])
        return f"{len(parts)} parts: {verdicts}"
    return "; ".join(_numbers(part) for part in parts if part["values"])


def _numbers(part: dict) -> str:
    """Both numbers, and how sure their difference is."""
    left, right = part["values"]
    said = f"{left:.2f} against {right:.2f}"
    seeds = [count for count in part["seeds"] if count]
    if not seeds:
        return said
    low, high = part["interval"] or (None, None)
    sure = "no interval" if low is None else f"difference {low:+.2f} to {high:+.2f}"
    return f"{said}; {sure} ({part['preset']}, {min(seeds)} seed{'' if min(seeds) == 1 else 's'})"


_plan = cache(settle.plan)  # the table and the details of a claim ask for it


def _settled_in_short(claim_id: str) -> str:
    """Seeds and hours; the details say the rest."""
    found = _plan(claim_id)
    if found is None:
        return ""
    if not found.seeds:
        return "; ".join(found.besides) or "seeds of shipped networks"
    seeds = f"more than {settle.MANY}" if found.seeds > settle.MANY else str(found.seeds)
    missing = f"{found.trainings} trainings missing, {found.minutes / 60:.1f} h" if found.trainings else "all trained"
    return f"{seeds} seeds at long: {missing}"


def _settled(claim_id: str) -> str:
    found = _plan(claim_id)
    return settle.in_words(found) if found else ""


def details(*, page: str, book: Path, repository: str) -> str:
    """For each claim that was written down: what was compared, whether it held or what is missing, and the records."""
    written = [claim for claim in scorecard().to_dict("records") if entry(claim["id"])["written"]]
    if not written:
        return NOBODY
    opened = inline("open-details.js")
    return raw(opened + "\n".join(_detail(claim, page=page, book=book, repository=repository) for claim in written))


NOBODY = "No claim is judged yet.\n"


def claim_link(claim_id: str, page: str) -> str:
    """A link that opens the row of a claim, with its verdict."""
    verdict = scorecard().set_index("id").loc[claim_id, "verdict"]
    address = escape(href(f"{PAGE}#{claim_id.lower()}", page))
    return f'<a href="{address}">{claim_id}</a> {SIGNS[verdict]} {verdict}'


def _detail(claim: dict, *, page: str, book: Path, repository: str) -> str:
    written = entry(claim["id"])
    compared = "".join(_expectation(one) for one in written["expectations"])
    files = ", ".join(
        f'<a href="{repository}/blob/main/data/results/{escape(name)}">{escape(Path(name).stem.replace("__", ", "))}</a>'
        for name in claim["records"]
    )
    note = f"<p>{escape(claim['note'])}</p>" if claim["note"] else ""
    settled = _settled(claim["id"])
    links = ", ".join(link(place, page, book).replace("<br>", " ") for place in places().get(claim["id"], ()))
    note += f"<p>Shown in: {links}.</p>" if links else ""
    note += f"<p>What would settle it: {escape(settled)}</p>" if settled else ""
    note += f"<p>Expectations of {escape(written['written'])}.</p>"
    return (
        f'<details id="{claim["id"].lower()}" class="claim"><summary>{claim["id"]} {SIGNS[claim["verdict"]]} '
        f"{claim['verdict']}: {escape(claim['claim'])}</summary>\n<p>Published: {escape(claim['published_evidence'])}."
        f"</p><ul>{compared}</ul>{note}{f'<p>Records: {files}.</p>' if files else ''}</details>"
    )


def _expectation(one: dict) -> str:
    margin = f", margin {one['margin']:g}" if one["margin"] else ""
    numbers = f": {escape(one['numbers'])}{margin}" if one["numbers"] else ""
    return f"<li>{escape(one['says'])}{numbers}: <strong>{one['verdict']}</strong></li>"
