"""Which network separates when nobody says which."""

from pathlib import Path

import pytest
import torch
from authors import network_and_state

from lasaft_nb import Separator
from lasaft_nb.errors import Note, UserError
from lasaft_nb.inference import choose_network, official, pretrained
from lasaft_nb.inference.choose_network import best_shipped, choose
from lasaft_nb.inference.official import releases
from lasaft_nb.models.one_per_source import OnePerSource
from lasaft_nb.models.source_model import ModelConfig, build_model
from lasaft_nb.sources import SOURCES
from lasaft_nb.training.checkpoint import save

TOY = {"overrides": {"n_blocks": 3, "channels": 2, "n_layers": 1}, "n_fft": 256, "hop_length": 128}


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with three networks; the authors' weights can't be had."""
    for name, targets, scores in (
        ("lite/weak", ("vocals",), {"vocals": {"SDR": 1.0}}),
        ("lite/strong", ("vocals", "drums"), {"vocals": {"SDR": 3.0}, "drums": {"SDR": 2.0}}),
        ("other/strong", ("bass",), None),
    ):
        config = ModelConfig(network="tfc_7", targets=targets, **TOY)
        save(tmp_path / "weights" / f"{name}.safetensors", build_model(config), config, scores=scores)
    monkeypatch.setattr(pretrained, "data_dir", lambda: tmp_path)
    monkeypatch.setattr(releases, "_download", unreachable)
    return tmp_path


def unreachable(*_: object, **__: object) -> None:
    raise UserError("no connection")


def test_the_authors_network_is_first_choice_for_vocals(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, weights = network_and_state("TFC_NET")
    torch.save(weights, shipped / "theirs.pt")
    monkeypatch.setattr(releases, "_download", lambda release: shipped / "theirs.pt")
    (choice,) = choose(("vocals",))
    assert choice.describe().startswith("vocals: tdc_17_vocals_top1 (SDR 4.9 dB for vocals on MUSDB18's test tracks")


@pytest.mark.usefixtures("shipped")
def test_without_it_the_shipped_network_with_the_best_score_is_taken_with_a_note() -> None:
    with pytest.warns(Note, match=r"the authors' network can't be had \(no connection\); lite/strong takes its place"):
        (choice,) = choose(("vocals",))
    assert choice.describe() == "vocals: lite/strong (SDR 3.0 dB for vocals on its test tracks)"


@pytest.mark.usefixtures("shipped")
def test_targets_of_one_network_are_given_in_one_pass() -> None:
    with pytest.warns(Note):
        choices = choose(("vocals", "bass", "drums"))
    assert [(choice.separator.name, choice.targets) for choice in choices] == [
        ("lite/strong", ("vocals", "drums")),
        ("other/strong", ("bass",)),
    ]
    assert choices[1].describe() == "bass: other/strong (no score known)"


@pytest.mark.usefixtures("shipped")
def test_a_target_that_no_network_gives_is_said() -> None:
    with pytest.raises(UserError, match="no shipped network gives other; train one"):
        choose(("other",))
    with pytest.raises(UserError, match="target 'guitar' is no source; sources are vocals, drums, bass, other"):
        choose(("guitar",))
    assert best_shipped("other") is None


def test_a_named_network_gives_all_its_targets(shipped: Path) -> None:
    (choice,) = choose(None, network="lite/strong")
    assert choice.targets == ("vocals", "drums")
    (choice,) = choose(("bass",), network=str(shipped / "weights" / "other" / "strong.safetensors"))
    assert choice.separator.name == "strong"


@pytest.mark.usefixtures("shipped")
def test_names_are_listed_and_may_be_shortened_where_clear() -> None:
    assert pretrained.pretrained_names() == ("lite/strong", "lite/weak", "other/strong")
    assert Separator.from_pretrained("weak").name == "weak"
    with pytest.raises(UserError, match="several networks are called 'strong'; say which: lite/strong, other/strong"):
        Separator.from_pretrained("strong")
    with pytest.raises(UserError, match=r"network 'lite/week' is neither a file nor a name; names are lite/weak"):
        Separator.from_pretrained("lite/week")


def test_damaged_weights_are_said(shipped: Path) -> None:
    path = shipped / "weights" / "lite" / "weak.safetensors"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(UserError, match=r"weak\.safetensors are cut short or changed"):
        Separator.from_pretrained("weak")


@pytest.mark.usefixtures("shipped")
def test_all_sources_come_from_the_authors_networks_where_they_can_be_had_and_from_shipped_ones_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = pytest.warns(Note, match=r"the authors' networks for all sources can't be had \(no connection\); others")
    with said, pytest.raises(UserError, match="no shipped network gives other"):
        choose(None)
    every = {source: build_model(ModelConfig(network="tfc_7", targets=(source,), **TOY)) for source in SOURCES}
    there = pretrained.Pretrained(model=OnePerSource(every), name="mdx_net_a", card={})
    monkeypatch.setattr(choose_network, "load", {"mdx_net_a": there}.__getitem__)
    (choice,) = choose(None)
    assert choice.describe() == "vocals, drums, bass, other: mdx_net_a (no score known)"


@pytest.mark.usefixtures("shipped")
def test_a_source_whose_newer_network_is_there_already_comes_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    model = build_model(ModelConfig(network="tfc_7", targets=("drums",), **TOY))
    there = {"mdx_net_a_drums": pretrained.Pretrained(model=model, name="mdx_net_a_drums", card={})}
    monkeypatch.setattr(official, "find", lambda name: Path(name) if name in there else None)
    monkeypatch.setattr(choose_network, "load", there.__getitem__)
    (choice,) = choose(("drums",))
    assert choice.separator.name == "mdx_net_a_drums"
