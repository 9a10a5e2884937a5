from functools import partial

import numpy as np
import pytest

from lasaft_nb import aml
from lasaft_nb.aml import error
from lasaft_nb.aml.error import edit_distances

nearest_sentence = partial(error.nearest_sentence, texts=tuple(aml.sentences()))


def slow_levenshtein(a, b):
    if not a or not b:
        return len(a) + len(b)
    changed = slow_levenshtein(a[1:], b[1:]) + (a[0] != b[0])
    return min(changed, slow_levenshtein(a[1:], b) + 1, slow_levenshtein(a, b[1:]) + 1)


@pytest.mark.parametrize(
    ("a", "b"), [("drum", "drums"), ("aply", "apply"), ("kitten", "sitting"), ("x", "bass"), ("volum", "vocals")]
)
def test_the_batched_distance_is_the_recursive_definition(a, b):
    differ = np.array([[letter != other for other in b] for letter in a], dtype=float)
    assert edit_distances(differ)[-1, -1] == slow_levenshtein(a, b)
    batch = edit_distances(np.stack([differ, differ * 0]))
    assert batch[0, -1, -1] == slow_levenshtein(a, b)
    assert batch[1, -1, -1] == abs(len(a) - len(b))


def test_a_valid_sentence_is_nearest_to_itself():
    for sentence in aml.sentences():
        assert nearest_sentence(sentence.replace(",", " ,").split()) == sentence


def test_one_wrong_letter_anywhere_is_mended():
    for sentence in list(aml.sentences())[::23]:
        for i, letter in enumerate(sentence):
            if letter.isalpha():
                typed = sentence[:i] + "q" + sentence[i + 1 :]
                assert nearest_sentence(typed.replace(",", " ,").split()) == sentence


def test_a_forgotten_word_is_added():
    assert nearest_sentence(["increase", "volume", "of", "drums"]) == "increase the volume of drums"
    assert nearest_sentence(["get", "rid", "vocals"]) == "get rid of vocals"
