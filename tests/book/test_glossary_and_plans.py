"""The glossary has every word with which a chapter ends; lesson plans fill their lesson and name what exists."""

import re
from pathlib import Path

import pytest
from book_site import NOTEBOOKS, REPOSITORY, module

BOOK = REPOSITORY / "book"
PLANS = sorted((BOOK / "teach").glob("*.md"))
NEW_WORDS = re.compile(r"\*\*(?:New words|Words of this chapter|Terms):?\*\*:?(.*?)(?:\n\n|\Z)", re.DOTALL)
anchors_of = module("book/_ext/page_anchors.py")


def prose(path: Path) -> str:
    return "\n".join(anchors_of.prose(path))


def terms() -> list[str]:
    lines = (BOOK / "glossary.md").read_text("utf-8").split("```{glossary}\n")[1].splitlines()
    return [line for line in lines if line and not line.startswith((" ", "`"))]


def words(path: Path) -> list[str]:
    """What a chapter calls its new words, without marks and what stands in brackets."""
    found = " ".join(NEW_WORDS.findall(prose(path)))
    plain = re.sub(r"\([^)]*\)|[$*`_{}]", "", found).replace("\n", " ")
    return [word.strip(" .").lower() for word in plain.split(",") if word.strip(" .")]


def test_the_glossary_is_in_order_and_names_no_word_twice() -> None:
    assert terms() == sorted(set(terms()), key=str.lower)


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.stem != "playground"], ids=lambda path: path.stem)
def test_every_new_word_of_a_chapter_is_in_the_glossary(path: Path) -> None:
    known = {term.lower() for term in terms()}
    assert words(path), "a chapter ends with its new words: **New words:** one, two."
    assert [word for word in words(path) if word not in known] == []


def test_the_sessions_of_the_plans_are_as_long_as_they_say() -> None:
    for plan in PLANS[:1] + PLANS[2:]:  # one lecture, three lectures; six weeks count in sessions
        for table in re.findall(r"\| minutes \|.*?\n\n", plan.read_text("utf-8"), re.DOTALL):
            spans = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)-(\d+) \|", table, re.MULTILINE)]
            assert spans[0][0] == 0, plan.name
            assert spans[-1][1] == 90, plan.name
            assert [a for a, _ in spans[1:]] == [b for _, b in spans[:-1]], plan.name


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_the_pages_labels_and_headings_that_a_plan_names_exist(plan: Path) -> None:
    text = plan.read_text("utf-8")
    labels = {name for path in [*NOTEBOOKS, *BOOK.rglob("*.md")] for name in anchors_of.anchors(path)}
    assert {label for label in re.findall(r"\]\(([\w-]+)\)", text) if label not in labels} == set()
    assert [link for link in re.findall(r"\]\((\.\./[^)]+)\)", text) if not (plan.parent / link).is_file()] == []


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_a_plan_says_what_goes_wrong_and_what_to_do_without_a_gpu(plan: Path) -> None:
    text = plan.read_text("utf-8")
    assert "answer wrongly" in text or "Typical errors" in text
    assert "## Without a GPU" in text


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_a_link_to_an_exercise_has_words_since_sphinx_gives_it_none(plan: Path) -> None:
    labels = {label for path in NOTEBOOKS for label in re.findall(r":label: ([\w-]+)", prose(path))}
    assert [label for label in re.findall(r"\[\]\(([\w-]+)\)", plan.read_text("utf-8")) if label in labels] == []
