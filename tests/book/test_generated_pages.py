"""Pages that are made from data at every build: the scorecard, the coverage page and the landing page."""

import re
from html import escape
from pathlib import Path

import pytest
from book_site import NOTEBOOKS, REPOSITORY, made_book, module

from lasaft_nb.experiments import settle
from lasaft_nb.results import records
from lasaft_nb.results import scorecard as cards
from lasaft_nb.results.coverage import coverage
from lasaft_nb.results.tables import table

BOOK = REPOSITORY / "book"
generated_pages = module("book/_ext/generated_pages.py")


def page(name: str, book: Path = BOOK) -> str:
    text = (BOOK / f"{name}.md").read_text("utf-8")
    return generated_pages.filled(text, page=f"book/{name}", book=book, repository="https://example.org/repo")


def test_the_scorecard_shows_every_claim_with_its_verdict_and_counts_them() -> None:
    text, card = page("appendix/claims"), cards.scorecard()
    rows = re.findall(r"<tr><td>(?:<a href=\"#c\d\d\">)?(C\d\d)(?:</a>)?</td>.*?<td>. ([a-z ]+)</td>", text)
    assert rows == list(zip(card["id"], card["verdict"], strict=True))
    counts = dict(re.findall(r"^\| . ([\w ]+) \| (\d+) \|$", page("06_conclusion"), re.MULTILINE))
    assert {name: int(number) for name, number in counts.items()} == {
        verdict: int((card["verdict"] == verdict).sum()) for verdict in cards.VERDICTS
    }
    written = {path.stem.lower() for path in (records.shipped_dir() / "scorecard").glob("*.json")}
    assert set(re.findall(r'<details id="(c\d\d)"', text)) == written
    assert text.count("location.hash") and set(re.findall(r'href="#(c\d\d)"', text)) == written


def test_the_scorecard_has_our_numbers_beside_the_published_ones_and_what_would_settle_a_claim() -> None:
    scorecard_page, text = generated_pages.scorecard_page, page("appendix/claims")
    first = cards.entry("C12")["expectations"][0]
    (left, right), (low, high) = first["values"], first["interval"]
    said = f"{left:.2f} against {right:.2f}; difference {low:+.2f} to {high:+.2f} ({first['preset']}, "
    assert scorecard_page.in_short([first]).startswith(said)
    for name in cards.scorecard()["id"]:
        (row,) = re.findall(rf'<tr><td><a href="#{name.lower()}">.*?</tr>', text)
        parts = cards.entry(name)["expectations"]
        assert escape(scorecard_page.in_short(parts)) in row
        if found := settle.plan(name):
            assert escape(settle.in_words(found)) in text
            assert f"{found.trainings} trainings missing" in row or not found.trainings


def test_the_scorecard_works_while_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = cards.scorecard().assign(verdict=cards.NOT_RUN, ours="", note="")
    nothing = {"expectations": [], "written": ""}
    for module_ in (generated_pages.scorecard_page, generated_pages.conclusion_page):
        monkeypatch.setattr(module_, "scorecard", lambda: empty)
        monkeypatch.setattr(module_, "entry", lambda claim: nothing)
    monkeypatch.setattr(cards, "entry", lambda claim: nothing)
    for short in ("_settled", "_settled_in_short"):
        monkeypatch.setattr(generated_pages.scorecard_page, short, lambda claim: "")
    assert "| · not run | 50 |" in page("06_conclusion")
    assert "No claim is judged yet." in page("appendix/claims")


def test_every_claim_with_a_verdict_says_where_it_is_shown() -> None:
    judged, text = cards.scorecard().query("verdict != 'not run'")["id"], page("appendix/claims")
    assert [claim for claim in judged if re.search(rf">{claim}</a></td>.*not yet in the book", text)] == []


def test_a_finding_answers_by_its_verdict_and_changes_when_it_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    conclusion = generated_pages.conclusion_page
    text = page("06_conclusion")
    for found in conclusion.FINDINGS:
        possible = set(cards.VERDICTS) - ({"partly"} if found.gain else set())
        assert set(found.answers) == possible and len(set(found.answers.values())) == len(possible)
        assert bool(found.gain) == (found.evidence() is not None), found.question
        shown = [verdict for verdict, answer in found.answers.items() if f"{found.question}** {answer}" in text]
        assert shown == [found.verdict()]
        assert all(f'href="appendix/claims.html#{claim.lower()}">{claim}</a>' in text for claim in found.claims)
    turned = conclusion.gains(3).assign(verdict="reversed")
    monkeypatch.setattr(conclusion, "_gains", lambda chapter: turned)
    first = conclusion.FINDINGS[0]
    assert first.answers["reversed"] in conclusion.findings(page="book/06_conclusion", book=BOOK, repository="")


def test_the_conclusion_draws_every_chapter_and_reckons_what_is_open_together() -> None:
    text = page("06_conclusion")
    assert re.findall(r'alt="The gains of chapter (\d)', text) == ["3", "4", "5"]
    open_ones = [name for name in cards.scorecard()["id"] if settle.plan(name)]
    assert f"{len(open_ones)} claims have at least one part that is open" in text
    assert settle.trainings_in_words(settle.plan(*open_ones)) in text


def test_the_coverage_page_lists_every_part_and_its_counts_add_up() -> None:
    text, parts = page("coverage"), coverage()
    assert [part.id for part in parts] == re.findall(r"^<tr><td>([^<]+)</td>", text, re.MULTILINE)
    counted = [(int(here), int(of)) for here, of in re.findall(r"^\| \w+ \| (\d+) \| (\d+) \|$", text, re.MULTILINE)]
    *kinds, total = counted
    assert tuple(map(sum, zip(*kinds, strict=True))) == total == (sum(bool(p.places) for p in parts), 114)


@pytest.mark.slow
def test_the_landing_page_leads_to_every_chapter_with_its_code_minutes_and_last_run() -> None:
    text = page("index", made_book().tree / "book")
    listed = (REPOSITORY / "_toc.yml").read_text("utf-8")
    chapters = [path.relative_to(BOOK).with_suffix("").as_posix() for path in NOTEBOOKS]
    for place in (place for place in chapters if f"book/{place}\n" in listed):
        rows = re.findall(rf'<tr><td>[^<]*</td><td><a href="{place}\.html">.*?</tr>', text)
        assert len(rows) == 1, f"{place} must have one row in book/_include/map.csv"
        last = r"\d{4}-\d\d-\d\d</span><br><small>\w+, \d+ s</small></td></tr>"
        assert re.search(rf"<td>\d+</td><td><span class=\"nowrap\">{last}", rows[0]), place
    assert text.count("<code>") > 20


def test_the_landing_page_leads_straight_to_places_that_exist() -> None:
    anchors, landing = module("book/_ext/page_anchors.py"), module("book/_ext/landing_page.py")
    for place in [
        *landing.SHORTCUTS.values(),
        landing.OTHER_LOSS,
        landing.MANIPULATION[1],
        *(step.place for step in landing.FINDINGS),
    ]:
        source, anchor = anchors.source_of(place, BOOK), place.partition("#")[2]
        assert source and (not anchor or anchor in anchors.anchors(source)), place


def test_the_four_results_have_the_tables_numbers_and_the_scorecards_verdicts() -> None:
    text, landing = page("index"), module("book/_ext/landing_page.py")
    assert text.count("<li>") == 4
    for step in landing.FINDINGS:
        scores = table(step.table).query("column == @step.column").set_index("row")["published"]
        assert f"from {scores[step.before]:.2f} to {scores[step.after]:.2f} dB in the thesis" in text
        compared = landing.entry(step.claim)["expectations"][0]
        after, before = re.match(r"([\d.-]+) against ([\d.-]+)", compared["numbers"]).groups()
        verb = "raises" if float(after) > float(before) else "lowers"
        assert f"{verb} it from {before} to {after} dB here" in text
        assert re.search(rf'appendix/claims\.html#{step.claim.lower()}">. {compared["verdict"]}</a>', text)
    assert "in 20 of 21 tasks in the thesis" in text
    assert re.search(r"in \d+ of 21 tasks here: <a[^>]*>. [\w ]+</a> \(with <a[^>]*>another loss</a> in \d+\)", text)


def test_a_result_that_is_not_measured_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    landing = generated_pages.landing_page
    nothing = {"expectations": [{"numbers": ""}], "verdict": cards.NOT_RUN}
    monkeypatch.setattr(landing, "entry", lambda claim: nothing)
    assert page("index").count("in the thesis; here it is not run.") == len(landing.FINDINGS)


def test_the_parts_tell_the_hours_that_their_chapters_state() -> None:
    text, landing = page("index"), module("book/_ext/landing_page.py")
    parts = landing._parts(BOOK)
    assert [part.caption for part in parts] == re.findall(r'<tr><td><a href="[^"]+">([^<]+)</a><br>', text)[:6]
    reading = sum(int(landing.minutes(source)) for part in parts for source in part.sources)
    assert f"about {round(reading / 30) / 2:g} hours" in text
    assert 8 < reading / 60 < 16


def test_a_mark_that_nobody_fills_is_an_error_that_names_the_ones_that_exist() -> None:
    with pytest.raises(ValueError, match=r"scorecard-table.*got 'nothing'"):
        generated_pages.filled("<!-- generated: nothing -->", page="book/x", book=BOOK, repository="")


def test_a_link_leads_from_any_page_to_any_other() -> None:
    href = module("book/_ext/page_html.py").href
    assert href("02_background/a#b", "book/coverage") == "02_background/a.html#b"
    assert href("how_to", "book/teach/plan") == "../how_to.html"
