"""Parts of the landing page: a player, four results, the parts of the book with their hours, and the map of the thesis."""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import yaml
from exercise_minutes import exercise_minutes
from page_anchors import prose, source_of
from page_html import href, link, plain_table, raw
from scorecard_page import PAGE as CLAIMS
from scorecard_page import SIGNS, entry

from lasaft_nb.results import records
from lasaft_nb.results.tables import table
from lasaft_nb.metrics.manipulation import better_than_nothing
from lasaft_nb.results.scorecard import Measure, look_up, scorecard
from lasaft_nb.show.audio import PLAYER_SCRIPTS
from lasaft_nb.show.html import inline

TIME = re.compile(r"\*\*(?:Time|Takes)\W+(?:about )?(\d+|ten)\s+minutes")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A step of the thesis: two rows of a published table in one column, and the claim whose first part compares them.

    ``what`` was done and what it changes (``of``) make a sentence; ``place`` tells of it.
    """

    what: str
    of: str
    table: str
    before: str
    after: str
    column: str
    claim: str
    place: str


FINDINGS = (
    Finding(
        what="Estimating complex spectra instead of magnitudes",
        of="mean SDR of the four sources",
        table="3.1",
        before="DME",
        after="DCSE",
        column="mean",
        claim="C01",
        place="03_frequency_transformation/01_estimation_methods",
    ),
    Finding(
        what="A frequency transformation (TDF) in every block of the network",
        of="SDR of vocals",
        table="3.7",
        before="TFC, bottleneck n/a, DCSE",
        after="TFC-TDF, bottleneck yes, DCSE",
        column="sdr_vocals",
        claim="C12",
        place="03_frequency_transformation/02_unet_and_blocks#evaluate",
    ),
    Finding(
        what="Latent sources (LaSAFT) and gates (GPoCM) in one network for all sources",
        of="mean SDR of the four sources",
        table="4.1",
        before="FiLM CUNet",
        after="GPoCM CUNet + LaSAFT",
        column="mean",
        claim="C29",
        place="04_conditioned_separation/02_lasaft_gpocm#evaluate-table-4-1",
    ),
)
MANIPULATION = ("C39", "05_audio_manipulation/03_amss_net")
OTHER_LOSS = "05_audio_manipulation/05_measuring_manipulations#is-it-the-loss"
SHORTCUTS = {
    "say a sentence and hear it": "playground#try-it",
    "drop a song of your own": "network_in_the_page#try-it",
    "the code of LaSAFT": "04_conditioned_separation/02_lasaft_gpocm#lasaft",
    "the sound of a latent source": "04_conditioned_separation/03_inside_lasaft#hear-a-latent-source",
    "Table 4.1, the thesis's numbers beside ours": "04_conditioned_separation/02_lasaft_gpocm#evaluate-table-4-1",
    "exercises on U-Nets": "03_frequency_transformation/02_unet_and_blocks#exercises",
    "fifty claims and our verdicts": "appendix/claims",
}


def listen_first(*, page: str, book: Path, repository: str) -> str:
    """The mixture beside what a network extracts from it: a player that tools/make_listen_first.py made."""
    return _player("separated", book)


def listen_stems(*, page: str, book: Path, repository: str) -> str:
    """The same song as the sum of its stems."""
    return _player("stems", book)


def _player(name: str, book: Path) -> str:
    html = (book / f"_include/listen_{name}.html").read_text("utf-8")
    return raw(inline("show.css") + html + inline(*PLAYER_SCRIPTS))


def shortcuts(*, page: str, book: Path, repository: str) -> str:
    """One line of links for who looks for something."""
    links = (f'<a href="{escape(href(place, page))}">{escape(words)}</a>' for words, place in SHORTCUTS.items())
    return raw(f"<p>Straight to: {' · '.join(links)}.</p>")


def thesis_map(*, page: str, book: Path, repository: str) -> str:
    """Sections of the thesis: the page, what a reader does there, its code, minutes, and when it last ran."""
    code = code_of_pages(book)
    rows = []
    with (book / "_include/map.csv").open(encoding="utf-8", newline="") as handle:
        for line in csv.DictReader(handle):
            source = source_of(line["page"], book)
            files = "<br>".join(_file(name, repository) for name in code.get(line["page"], ())[:2])
            what = f"{link(line['page'], page, book)}<br><small>{escape(line['what'])}</small>"
            rows.append((escape(line["thesis"]), what, files, minutes(source), _status(source)))
    headings = ("thesis", "here, and what you do there", "code", "minutes", "last run")
    return raw(plain_table(headings, rows, caption="The thesis, section by section"))


def code_of_pages(book: Path) -> dict[str, list[str]]:
    """Files of the library by page (``folder/page``), from the map of concepts."""
    found: dict[str, list[str]] = {}
    with (book / "_include/concepts.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            page = Path(row["page"]).relative_to("book").with_suffix("").as_posix()
            found.setdefault(page, []).extend(name for name in row["files"].split() if name.startswith("lasaft_nb/"))
    return found


def minutes(source: Path) -> str:
    """How long a page takes to read, as it says itself; empty where it doesn't."""
    said = TIME.search(" ".join(prose(source)))
    return {"ten": "10"}.get(said[1], said[1]) if said else ""


def study_time(*, page: str, book: Path, repository: str) -> str:
    """How many hours the chapters take, as they say themselves."""
    pages = [source for part in _parts(book) for source in part.sources]
    read, exercises = _hours(pages)
    return (
        f"Reading all {len(pages)} chapters takes about {read:g} hours, and their exercises about {exercises:g} more.\n"
    )


def parts(*, page: str, book: Path, repository: str) -> str:
    """The parts of the book: their question, hours, and what they need."""
    rows = []
    for part in _parts(book):
        read, exercises = _hours(part.sources)
        first = part.sources[0].relative_to(book).with_suffix("").as_posix()
        name = f'<a href="{escape(href(first, page))}">{escape(part.caption)}</a>'
        needs = "<br>".join(link(need, page, book) for need in part.needs) or "Python and a little linear algebra"
        n = len(part.sources)
        hours = (f"{n} chapter{'s' if n > 1 else ''}", f"{read:g} h to read", f"{exercises:g} h of exercises")
        rows.append((f"{name}<br>{escape(part.question)}", "<br>".join(map(_whole, hours)), needs))
    headings = ("part, and its question", "how long", "you need")
    return raw(plain_table(headings, rows, caption="The parts of the book, in reading order"))


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the table of contents: its chapters' files, its question, and the pages that it needs."""

    caption: str
    question: str
    sources: list[Path]
    needs: list[str]


def _parts(book: Path) -> list[Part]:
    """The parts that book/_include/parts.csv names, with the chapters of _toc.yml."""
    toc = yaml.safe_load((book.parent / "_toc.yml").read_text("utf-8"))
    chapters = {
        part["caption"]: [one["file"].removeprefix("book/") for one in part["chapters"]] for part in toc["parts"]
    }
    with (book / "_include/parts.csv").open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    return [
        Part(
            caption=line["part"],
            question=line["question"],
            sources=[source for name in chapters[line["part"]] if (source := source_of(name, book))],
            needs=line["needs"].split(),
        )
        for line in lines
    ]


def _hours(sources: list[Path]) -> tuple[float, float]:
    """(reading, exercises) in hours, in steps of a half."""
    read = sum(int(minutes(source) or 0) for source in sources)
    exercises = sum(exercise_minutes(source.read_text("utf-8")) for source in sources)
    return round(read / 30) / 2, round(exercises / 30) / 2


def _status(source: Path) -> str:
    if source.suffix != ".ipynb":
        return "made at every build"
    ran = json.loads(source.read_text("utf-8"))["metadata"].get("lasaft_nb")
    return f"{_whole(ran['date'])}<br><small>{ran['preset']}, {ran['seconds']} s</small>" if ran else "not yet"


def _whole(text: str) -> str:
    """Text that stays on one line of a narrow column."""
    return f'<span class="nowrap">{text}</span>'


def _file(name: str, repository: str) -> str:
    return f'<a href="{repository}/blob/main/{escape(name)}"><code>{escape(Path(name).name)}</code></a>'


def findings(*, page: str, book: Path, repository: str) -> str:
    """Four results as sentences: the thesis's numbers, ours, and the verdict that the records give."""
    sentences = [_finding(one, page) for one in FINDINGS] + [_manipulations(page)]
    return raw(f"<ol>{''.join(f'<li>{sentence}</li>' for sentence in sentences)}</ol>") + verdicts()


def verdicts() -> str:
    """One sentence on the scorecard."""
    found = scorecard()["verdict"]
    parts = ", ".join(f"{(found == verdict).sum()} {verdict}" for verdict in SIGNS)
    return f"\nOf the fifty claims of the [scorecard](06_conclusion): {parts}.\n"


def _finding(step: Finding, page: str) -> str:
    """What the step changes in the thesis and here, and the verdict on it."""
    published = table(step.table).query("column == @step.column").set_index("row")["published"]
    there = _change(float(published[step.before]), float(published[step.after]))
    what = f'<a href="{escape(href(step.place, page))}">{escape(step.what)}</a>'
    compared = entry(step.claim)["expectations"][0]
    if not compared["numbers"]:
        return f"{what} {there('the ' + step.of)} in the thesis; here it is not run."
    sides = [replace(Measure(**compared[side]), preset=compared["preset"]) for side in ("right", "left")]
    here = _change(*(look_up(side).sample.value for side in sides))
    seeds = min(compared["seeds"])
    trained = f"preset <code>{compared['preset']}</code>, {seeds} seed{'' if seeds == 1 else 's'}"
    told = _verdict(compared["verdict"], step.claim, page)
    return f"{what} {there('the ' + step.of)} in the thesis, and {here('it')} here ({trained}): {told}."


def _change(before: float, after: float) -> Callable[[str], str]:
    """Says of something that it is raised or lowered."""
    verb = "raises" if after > before else "lowers"
    return lambda what: f"{verb} {what} from {before:.2f} to {after:.2f} dB"


def _verdict(verdict: str, claim: str, page: str) -> str:
    return f'<a href="{escape(href(f"{CLAIMS}#{claim.lower()}", page))}">{SIGNS[verdict]} {verdict}</a>'


def _manipulations(page: str) -> str:
    """In how many of 21 manipulations AMSS-Net comes nearer to the truth than the song left alone (Table 5.3)."""
    cells = table("5.3")
    cells = cells[~cells["row"].str.startswith("mean")]
    counts = []
    for kind in ("published", "measured"):
        frame = cells.pivot(index="row", columns="column", values=kind)
        made, alone = frame["amss_net"].astype(float), frame["reference_loss"].astype(float)
        counts.append(f"in {(made < alone).sum()} of {len(made)} tasks" if made.notna().all() else "not run")
    claim, place = MANIPULATION
    what = f'<a href="{escape(href(place, page))}">A network that is told in a sentence what to change</a>'
    told = f"{_verdict(entry(claim)['verdict'], claim, page)}{_with_other_loss(page)}"
    return f"{what} (AMSS-Net) comes nearer to the wanted song than no change {counts[0]} in the thesis, and {counts[1]} here: {told}."


def _with_other_loss(page: str) -> str:
    """In how many it does with levels in its loss; empty where there is no record of it."""
    found = records.find("table_5_3", row="AMSS-Net, levels in the loss")
    if not found:
        return ""
    better = better_than_nothing(found[0]["scores"], found[0]["mixture"])
    return f' (with <a href="{escape(href(OTHER_LOSS, page))}">another loss</a> in {len(better)})'
