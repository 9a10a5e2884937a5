"""The language as the page has it: in a real browser, every sentence and every mistake gets Python's answer."""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from browser_page import result

from lasaft_nb import aml
from lasaft_nb.aml.export import language
from lasaft_nb.aml.grammar import parse_tree
from lasaft_nb.show.html import inline
from lasaft_nb.show.syntax_tree import spoken

SCRIPTS = inline("aml-nearest.js", "aml-language.js", "aml-effects.js", "aml-tree.js")
RATE = 22050
RNG = Random(7)
STRANGE = [
    *("", " ", ",", "\x00", "undo", "MUTE  Vocals ,guitar", "mute\u00a0drum", "mute\u2028\u0085bas", "müte drüms"),
    *("constructor", "mute __proto__", 'say "mute"', "mute drums\u200b", "pan 🥁 to the left side", "mute {word}"),
    *("$& mute", "İstanbul", "x" * 70, "mute " * 50, "🥁" * 201, "🥁" * 200, "mute drums " * 20, "add reverb to bass"),
]


def broken() -> list[str]:
    """200 texts outside the language: strange ones, and sentences with one to three small mistakes."""
    sentences, found = list(aml.sentences()), [text for text in STRANGE if not valid(text)]
    known = {word for text in sentences for word in text.replace(",", " ,").split()}
    words = [*sorted(known), "and", "guitar", "voice"]
    while len(found) < 200:
        parts = RNG.choice(sentences).replace(",", " ,").split()
        for _ in range(RNG.randint(1, 3)):
            at = RNG.randrange(len(parts)) if parts else 0
            letters = list(parts[at]) if parts else []
            RNG.shuffle(letters)
            parts[at : at + 1] = RNG.choice([[], [RNG.choice(words)], ["".join(letters)], [*parts[at : at + 1]] * 2])
        if not valid(text := " ".join(parts).replace(" ,", ",")) and text not in found:
            found.append(text)
    return found


def valid(text: str) -> bool:
    return not isinstance(answer(text), list)


def answer(text: str) -> dict | list:
    """What Python says: task, sources, level and tree of a sentence; or position, word, choice and message."""
    try:
        command = aml.parse(text)
        return {"command": [command.task, [*command.sources], command.level], "tree": spoken(parse_tree(text))}
    except aml.AmlError as error:
        return [error.position, error.word, [*error.expected], error.nearest, str(error)]


READ = """
  const language = new lasaft.Language(JSON.parse(document.getElementById("data").textContent));
  const texts = JSON.parse(document.getElementById("texts").textContent);
  const answer = (text) => {
    const read = language.read(text);
    if (!read.valid) return [[...text.slice(0, read.at)].length, read.word, read.expected, read.nearest, read.message];
    const { task, sources, level } = read.command;
    return { command: [task, sources, level], tree: lasaft.spoken(read.tree) };
  };
  return [language.sentences.map((sentence) => sentence.text), texts.map(answer)];
"""


def data(**values: object) -> str:
    """Elements that carry values to a page."""
    texts = {name: json.dumps(value).replace("</", "<\\/") for name, value in values.items()}
    return "".join(f'<script type="application/json" id="{name}">{text}</script>' for name, text in texts.items())


def test_all_330_sentences_and_200_broken_ones_get_the_same_answer_in_a_browser(tmp_path: Path) -> None:
    sentences, wrong = list(aml.sentences()), broken()
    assert (len(sentences), len(set(wrong))) == (330, 200)
    texts = sentences + wrong
    listed, answers = result(READ, folder=tmp_path, body=data(data=language(), texts=texts) + SCRIPTS)
    assert listed == sentences
    for text, said in zip(texts, answers, strict=True):
        assert said == answer(text), repr(text)


APPLIED = """
  const [data, stems] = ["data", "stems"].map((id) => JSON.parse(document.getElementById(id).textContent));
  const sound = (sides) => sides.map((side) => Float32Array.from(side));
  const sounds = new Map(Object.entries(stems).map(([name, sides]) => [name, sound(sides)]));
  const rounded = (sound) => sound.map((side) => [...side].map((value) => Number(value.toPrecision(5))));
  return data.commands.filter(({ sources, task }) => WHICH).map((command) => {
    const { before, after } = lasaft.manipulated(command, sounds, RATE, data.effects);
    return [command.sentence, rounded(before), rounded(after)];
  });
""".replace("RATE", str(RATE))


def in_the_page(stems: dict[str, np.ndarray], which: str, folder: Path) -> list[list]:
    """Sentence, mixture before and mixture after of the commands for which the JavaScript ``which`` is true."""
    body = data(data=language(), stems={name: stem.T.tolist() for name, stem in stems.items()}) + SCRIPTS
    return result(APPLIED.replace("WHICH", which), folder=folder, body=body)


@pytest.mark.parametrize("gain", [0.1, 0.5])  # with 0.5 some mixtures clip, and are turned down
def test_every_effect_in_a_browser_is_pythons_within_one_per_cent(tmp_path: Path, gain: float) -> None:
    noise = np.random.default_rng(0).normal(0, gain, (4, 3000, 2)).astype(np.float32)
    stems = dict(zip(("vocals", "drums", "bass", "other"), noise, strict=True))
    heard = in_the_page(stems, "sources.length !== 2", tmp_path)
    assert len(heard) == 4 * 15
    for sentence, *sounds in heard:
        expected = aml.apply(aml.parse(sentence), stems, RATE)
        for sound, right in zip(sounds, expected, strict=True):
            difference = np.sqrt(np.mean((np.transpose(sound) - right) ** 2))
            assert difference <= 0.0001 * np.sqrt(np.mean(right**2)), sentence


def test_the_hall_in_a_browser_is_pythons_to_its_end(tmp_path: Path) -> None:
    click = np.zeros((RATE, 2), dtype=np.float32)
    click[100] = 0.5, 0.25
    stems = {"vocals": click, "drums": click * 0.5}
    [(sentence, wet, _)] = in_the_page(stems, "sources.join() === 'vocals' && task === 'dereverb'", tmp_path)
    right = aml.apply(aml.parse(sentence), stems, RATE)[0]
    tail = slice(RATE // 2, None)
    assert np.abs(right[tail]).max() > 0.001
    error = np.sqrt(np.mean((np.transpose(wet) - right)[tail] ** 2))
    assert error <= 0.001 * np.sqrt(np.mean(right[tail] ** 2))
