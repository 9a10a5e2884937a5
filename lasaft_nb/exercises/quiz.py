"""The questions that stand in the pages, by name: ``quiz("mixing/limiter", …)``; ``quizzes/*.toml`` has their words."""

import tomllib
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from lasaft_nb.errors import UserError
from lasaft_nb.show.html import Html
from lasaft_nb.show.quiz import Question, read
from lasaft_nb.show.quiz import quiz as form


@cache
def questions() -> dict[str, Question]:
    """All questions by name, "chapter/question"; a file of ``quizzes`` is a chapter."""
    found: dict[str, Question] = {}
    folder = files("lasaft_nb.exercises").joinpath("quizzes")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        chapter = file.name.removesuffix(".toml")
        table = tomllib.loads(file.read_text("utf-8"))
        found |= read({f"{chapter}/{name}": fields for name, fields in table.items()})
    return found


def quiz(*names: str) -> Html:
    """The questions ``names``, each "chapter/question", to be answered in the page: no kernel has to run.

    Raises:
        UserError: there is no such question; the message has the names that are nearest.
        ValueError: no name is given.
    """
    return form(*map(_find, names))


def _find(name: str) -> Question:
    known = questions()
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.4) or list(known)[:3]
        raise UserError(f"no question is called {name!r}; take a name such as {', '.join(near)}")
    return known[name]
