import torch

from lasaft_nb.aml import parse
from lasaft_nb.aml.words import decode
from lasaft_nb.models.ask import SENTENCES, by_number, by_sentence
from lasaft_nb.sources import SOURCES


def test_a_source_is_its_place_among_the_sources() -> None:
    assert by_number(("bass", "vocals")).tolist() == [SOURCES.index("bass"), 0]


def test_a_source_is_the_sentence_that_leaves_it_alone() -> None:
    assert set(SENTENCES) == set(SOURCES)
    questions = by_sentence(SOURCES)
    assert questions.dtype == torch.long
    for source, row in zip(SOURCES, questions, strict=True):
        assert decode(row.tolist()) == SENTENCES[source]
    assert parse(SENTENCES["other"]).targets == {"vocals", "drums", "bass"}
