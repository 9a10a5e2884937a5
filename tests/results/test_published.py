from lasaft_nb.results.published import THESIS, best, systems
from lasaft_nb.results.tables import table
from lasaft_nb.sources import SOURCES


def test_every_published_number_is_there_once() -> None:
    wide, long = systems(), table("3.6")
    published = long[long["column"].isin(SOURCES)]["published"].tolist()
    assert wide[list(SOURCES)].to_numpy().flatten().tolist() == published
    assert len(wide) == 12 and (wide["system"] == THESIS).sum() == 1


def test_the_thesis_leads_on_vocals_and_other_without_extra_data_and_nowhere_else() -> None:
    alone = systems().query("`extra tracks` == 0")
    assert {source for source in SOURCES if best(alone, source)["system"] == THESIS} == {"vocals", "other"}
    assert best(alone, "bass")["reads"] == "waveform"


def test_spreads_are_published_for_the_thesis_alone() -> None:
    wide = systems().set_index("system")
    assert wide.loc[THESIS, "sd"] == "0.07, 0.13, 0.08, 0.07"
    assert (wide.drop(THESIS)["sd"] == "").all()
