"""Several sentences joined by "and": an extension that leaves the language as it is."""

from random import Random

import pytest

from lasaft_nb.aml import AmlError, parse, parse_joined, sentences
from lasaft_nb.aml.grammar import RULES, n_sentences

ALL = tuple(sentences())


def test_the_language_has_330_sentences_with_or_without_the_extension() -> None:
    parse_joined("mute drums and separate vocals, drums")
    assert n_sentences() == len(ALL) == 330
    assert not any("and" in text.split() for rule in RULES.values() for text in rule)
    with pytest.raises(AmlError, match="and"):
        parse("mute drums and separate vocals")


@pytest.mark.parametrize("count", [2, 3])
def test_sentences_that_were_never_joined_before_mean_what_each_means(count: int) -> None:
    random = Random(count)
    for _ in range(300):
        parts = random.choices(ALL, k=count)
        text = " and ".join(parts)
        if len(text) <= 200:
            assert parse_joined(text) == [parse(part) for part in parts], text


def test_one_sentence_alone_is_a_list_of_one() -> None:
    assert all(parse_joined(text) == [parse(text)] for text in ALL)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("mute drum and pan bass to the left side", "mute drums and pan bass to the left side"),
        ("mute drums and pan bas to the left side", "mute drums and pan bass to the left side"),
    ],
)
def test_a_wrong_part_gets_the_nearest_sentence_of_each(text: str, nearest: str) -> None:
    with pytest.raises(AmlError) as error:
        parse_joined(text)
    assert error.value.nearest == nearest


@pytest.mark.parametrize("text", ["and mute drums", "mute drums and", "mute drums and and mute bass", ""])
def test_an_and_without_a_sentence_on_either_side_is_refused(text: str) -> None:
    with pytest.raises(AmlError):
        parse_joined(text)
