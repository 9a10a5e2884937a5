"""The appendix on the language: its rules, their counts and all its sentences, read from ``lasaft_nb.aml.grammar``."""

from collections import Counter
from html import escape
from pathlib import Path

from page_html import raw, table

from lasaft_nb.aml import commands, parse, sentences
from lasaft_nb.aml.command import TASKS
from lasaft_nb.aml.grammar import RULES


def rules(*, page: str, book: Path, repository: str) -> str:
    """The grammar in Backus-Naur form, a rule a line; long rules go on below."""
    width = max(map(len, RULES))
    lines = []
    for name, alternatives in RULES.items():
        first, *rest = alternatives
        lines.append(f"{name:{width}} ::= {first}")
        lines += [f"{'':{width}}   | {text}" for text in rest]
    return "```text\n" + "\n".join(lines) + "\n```\n"


def counts(*, page: str, book: Path, repository: str) -> str:
    """How many sentences and how many meanings each task has."""
    said = Counter(parse(sentence).task for sentence in sentences())
    meant = Counter(command.task for command in commands())
    rows = [f"| {task} | {said[task]} | {meant[task]} |" for task in TASKS]
    last = f"| all | {said.total()} | {meant.total()} |"
    return "\n".join(["| task | sentences | meanings |", "|---|---:|---:|", *rows, last, ""])


def all_sentences(*, page: str, book: Path, repository: str) -> str:
    """Every sentence with what it means, in a table that can be searched."""
    rows = []
    for number, sentence in enumerate(sentences(), 1):
        command = parse(sentence)
        cells = (sentence, command.task, command.level or "–", ", ".join(command.sources), str(command))
        rows.append((str(number), *map(escape, cells)))
    headings = ("no.", "sentence", "task", "level", "sources", "canonical sentence")
    caption = f"All {len(rows)} sentences. Equal canonical sentences mean the same."
    return raw(table(headings, rows, caption=caption, filters=("task", "level", "sources")))
