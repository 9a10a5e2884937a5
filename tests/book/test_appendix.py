"""The appendices: made from the grammar, the records and the doctor; their commands exist."""

import re
import shlex
from pathlib import Path

import pytest
from book_site import REPOSITORY, module

from lasaft_nb import aml, doctor
from lasaft_nb.aml.grammar import RULES
from lasaft_nb.cli import COMMANDS, _load
from lasaft_nb.doctor import data, machine
from lasaft_nb.doctor.checks import CHECKS
from lasaft_nb.results import records

BOOK = REPOSITORY / "book"
PAGES = [*sorted(BOOK.rglob("*.md")), REPOSITORY / "README.md", REPOSITORY / "tools/offline/START_HERE.txt"]
generated_pages = module("book/_ext/generated_pages.py")
cost_page = generated_pages.cost_page


def page(name: str) -> str:
    text = (BOOK / f"appendix/{name}.md").read_text("utf-8")
    return generated_pages.filled(text, page=f"book/appendix/{name}", book=BOOK, repository="")


def test_the_grammar_page_shows_every_rule_and_all_330_sentences_with_their_meaning() -> None:
    text = page("grammar")
    assert re.findall(r"^(<\w+>) +::= ", text, re.MULTILINE) == list(RULES)
    shown = re.findall(r"<tr><td>\d+</td><td>([^<]+)</td>.*<td>([^<]+)</td></tr>", text)
    assert [sentence for sentence, _ in shown] == list(aml.sentences())
    assert len(shown) == 330
    assert all(aml.parse(sentence) == aml.parse(meaning) for sentence, meaning in shown)
    assert "| all | 330 | 105 |" in text


def test_the_cost_table_has_every_measured_network_and_calls_its_estimate_one() -> None:
    text = page("gpu_and_cluster")
    found = list((records.shipped_dir() / "block_costs").glob("*.json"))
    assert found
    assert text.count("<tr><td>") == len(found)
    assert "GPU hours, estimate" in text
    assert "an\nestimate, not a measurement" in text


def test_the_estimate_is_the_arithmetic_that_the_page_writes_down() -> None:
    operations = 2 * 1e9 * 300_000 * 8 * (127 * 1024 / 44100) * 3  # for one billion multiply-adds a second of audio
    assert cost_page.hours(1.0) == pytest.approx(operations / 10e12 / 3600)
    assert "300,000 steps · 8 excerpts · 2.95 s · 3 passes" in page("gpu_and_cluster")


def test_the_page_on_troubles_has_the_lines_of_the_doctor_and_the_readmes_symptoms() -> None:
    text = page("troubleshooting")
    assert re.findall(r"<tr><td><code>([^<]+)</code>", text) == [check.what.replace("'", "&#x27;") for check in CHECKS]
    assert text.count("| what you see | why | what helps |") == 1
    assert "ran out of memory" in text


@pytest.mark.slow
def test_the_list_of_checks_is_what_the_doctor_does() -> None:
    assert [finding.what for finding in doctor.examine()] == [check.what for check in CHECKS]


def test_what_the_doctor_says_of_a_bare_machine_has_the_listed_cures(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path / "file" / "below"))
    (tmp_path / "file").touch()
    monkeypatch.setattr(machine, "requires", lambda _: ["nosuchpackage>=2"])
    minis = (data.mini_finding(tmp_path / preset, preset=preset) for preset in ("nano", "small"))
    found = [machine._chromium(), machine._packages(), machine._cache(), data._official(), *minis]
    listed = {check.what: check for check in CHECKS}
    for finding in found:
        start, _, end = listed[finding.what].cure.partition("…")
        assert finding.cure.startswith(start), finding
        assert finding.cure.endswith(end), finding
        assert (finding.state is doctor.State.BROKEN) == listed[finding.what].essential


def commands(text: str) -> list[list[str]]:
    """Words of every command of ours in a text, without the program's name; lines that go on are joined."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        match = re.search(r"(?:^|[\s/])(?:srun |-m )?lasaft(?:-nb|_nb\.cli) +([a-z].*)", line)
        in_code = line.startswith(("    ", ".venv", "lasaft-nb", "srun", "torchrun"))
        if match and in_code and match[1].split()[0] in COMMANDS:
            found.append(shlex.split(match[1].split("  (")[0], comments=True))
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_command_of_a_page_exists_with_its_options(path: Path) -> None:
    for name, *words in commands(path.read_text("utf-8")):
        command = _load(name)
        if hasattr(command, "commands"):
            command = command.commands[words.pop(0)]
        options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        given = [word for word in words if re.match(r"--?[a-z]", word)]
        assert [word for word in given if word not in {*options, "--help", "--debug"}] == [], f"{name} {words}"


def test_commands_are_found_in_pages() -> None:
    text = (BOOK / "appendix/gpu_and_cluster.md").read_text("utf-8")
    assert len(commands(text)) >= 9
    assert ["train", "table_3_5", "list"] in commands(text)
