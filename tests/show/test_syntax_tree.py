import pytest

from lasaft_nb.aml.error import AmlError
from lasaft_nb.aml.grammar import parse_tree, sentences
from lasaft_nb.show.syntax_tree import place, spoken, syntax_tree

TEXT = "apply heavy lowpass to drums, bass"


def test_the_words_stand_on_the_lowest_line_in_reading_order():
    nodes = place(parse_tree(TEXT))
    lowest = min(node.y for node in nodes)
    assert [node.text for node in nodes if node.y == lowest] == TEXT.replace(",", " ,").split()
    assert [node.x for node in nodes if node.is_word] == list(range(7))


@pytest.mark.parametrize("text", [*sentences()][::37])
def test_every_node_but_the_root_hangs_below_its_parent(text):
    *others, root = place(parse_tree(text))
    assert (root.text, root.parent) == ("desc", None)
    places = {(node.x, node.y) for node in (*others, root) if not node.is_word}
    for node in others:
        assert node.parent in places
        assert node.parent[1] > node.y


def test_the_alternative_text_says_the_tree():
    assert "cls_f(apply opt_filter(opt(heavy) filter(lowpass)) to srcs(drums , bass))" in spoken(parse_tree(TEXT))
    html = syntax_tree(TEXT).html
    assert "<img" in html
    assert "opt(heavy)" in html


def test_a_text_outside_the_language_has_no_tree():
    with pytest.raises(AmlError):
        syntax_tree("louder")
