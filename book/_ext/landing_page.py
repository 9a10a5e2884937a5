"""Parts of the landing page: shortcuts, the results at a glance, and the map of the thesis."""

import csv
import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from page_anchors import prose, source_of
from page_html import href, link, plain_table, raw
from scorecard_page import SIGNS

from lasaft_nb.results import records
from lasaft_nb.results.tables import table
from lasaft_nb.metrics.manipulation import better_than_nothing
from lasaft_nb.results.published import PUBLISHED
from lasaft_nb.results.scorecard import scorecard
from lasaft_nb.show.audio import PLAYER_SCRIPTS
from lasaft_nb.show.html import inline

TIME = re.compile(r"\*\*(?:Time|Takes)\W+(?:about )?(\d+|ten) minutes")


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the thesis: two rows of a published table, in one column, and the place that tells of it."""

    name: str
    table: str
    before: str
    after: str
    column: str
    place: str


STEPS = (
    Step(
        name="Complex spectra instead of magnitudes",
        table="3.1",
        before="DME",
        after="DCSE",
        column="mean",
        place="03_frequency_transformation/01_estimation_methods",
    ),
    Step(
        name="A TDF in every block",
        table="3.5",
        before="TFC, 17 blocks, time sampling yes",
        after="TFC-TDF, 17 blocks, time sampling yes",
        column="sdr_vocals",
        place="03_frequency_transformation/02_unet_and_blocks#evaluate",
    ),
    Step(
        name="Latent sources and gates in a network that is asked",
        table="4.1",
        before="FiLM CUNet",
        after="GPoCM CUNet + LaSAFT",
        column="mean",
        place="04_conditioned_separation/02_lasaft_gpocm#evaluate-table-4-1",
    ),
)
OTHER_LOSS = "05_audio_manipulation/05_measuring_manipulations#is-it-the-loss"
SHORTCUTS = {
    "say a sentence and hear it": "playground#try-it",
    "the code of LaSAFT": "04_conditioned_separation/02_lasaft_gpocm#lasaft",
    "the sound of a latent source": "04_conditioned_separation/03_inside_lasaft#hear-a-latent-source",
    "Table 4.1, the thesis's numbers beside ours": "04_conditioned_separation/02_lasaft_gpocm#evaluate-table-4-1",
    "exercises on U-Nets": "03_frequency_transformation/02_unet_and_blocks#exercises",
    "fifty claims and our verdicts": "appendix/claims",
}


def listen_first(*, page: str, book: Path, repository: str) -> str:
    """The players that tools/make_listen_first.py made, and what runs them."""
    return raw(inline("show.css") + (book / "_include/listen.html").read_text("utf-8") + inline(*PLAYER_SCRIPTS))


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


def glance(*, page: str, book: Path, repository: str) -> str:
    """The thesis's main steps: what each gained there and here, with links to page and records."""
    rows = [(*_gain(step), _records(step.table, repository), link(step.place, page, book)) for step in STEPS]
    told = link("05_audio_manipulation/03_amss_net", page, book)
    title, published, measured = _manipulations()
    rows.append((title, published, measured + _with_other_loss(page), _records("5.3", repository), told))
    headings = ("step", "thesis", "here", "records", "told in")
    return raw(plain_table(headings, rows, caption="Medians of SDR in dB: before the step → with it")) + verdicts()


def verdicts() -> str:
    """One sentence on the scorecard."""
    found = scorecard()["verdict"]
    parts = ", ".join(f"{(found == verdict).sum()} {verdict}" for verdict in SIGNS)
    return f"\nOf the fifty claims of the [scorecard](06_conclusion): {parts}.\n"


def _gain(step: Step) -> tuple[str, str, str]:
    """The step in words, the published scores before and after it, and ours."""
    frame = table(step.table).query("column == @step.column").set_index("row").loc[[step.before, step.after]]
    published, measured = (_whole(" → ".join(f"{x:.2f}" for x in frame[kind])) for kind in ("published", "measured"))
    names = " → ".join(name.removesuffix(", time sampling yes") for name in (step.before, step.after))
    title = f"{escape(step.name)}<br><small>{escape(names)}, Table {step.table}</small>"
    return title, published, measured if frame["measured"].notna().all() else "not run"


def _manipulations() -> tuple[str, str, str]:
    """In how many of 21 manipulations AMSS-Net comes nearer to the truth than the song left alone (Table 5.3)."""
    cells = table("5.3")
    cells = cells[~cells["row"].str.startswith("mean")]
    counts = []
    for kind in ("published", "measured"):
        frame = cells.pivot(index="row", columns="column", values=kind)
        made, alone = frame["amss_net"].astype(float), frame["reference_loss"].astype(float)
        counts.append(f"{(made < alone).sum()} of {len(made)} tasks" if made.notna().all() else "not run")
    title = "Sentences instead of sources<br><small>AMSS-Net nearer to the truth than doing nothing, Table 5.3</small>"
    return title, counts[0], counts[1]


def _with_other_loss(page: str) -> str:
    """In how many it does with levels in its loss; empty where there is no record of it."""
    found = records.find("table_5_3", row="AMSS-Net, levels in the loss")
    if not found:
        return ""
    better = better_than_nothing(found[0]["scores"], found[0]["mixture"])
    return f'<br><small>{len(better)} with <a href="{escape(href(OTHER_LOSS, page))}">another loss</a></small>'


def _records(table_id: str, repository: str) -> str:
    experiment = PUBLISHED[table_id].experiment
    folder = f"{repository}/tree/main/data/results/{experiment}"
    return f'<a href="{escape(folder)}">{len(records.find(experiment))} records</a>'
