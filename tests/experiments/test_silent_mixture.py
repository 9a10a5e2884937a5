from lasaft_nb.experiments import silent_mixture
from lasaft_nb.paths import data_dir
from lasaft_nb.probes.silence import FLOOR


def test_a_trained_network_answers_silence_until_the_last_offset_is_gone(monkeypatch) -> None:
    monkeypatch.setattr(silent_mixture, "SECONDS", 0.5)
    found = silent_mixture.levels_in_silence(data_dir() / "weights" / "lite_dedicated" / "tfc_tdf-vocals")
    assert set(found) == {*silent_mixture.VARIANTS, silent_mixture.UNTRAINED}
    assert found.pop("without any offset") == FLOOR
    assert min(found.values()) > -100


def test_only_networks_that_are_there_are_measured(monkeypatch) -> None:
    there = {"DCSE": "lite_dedicated/tfc_tdf-vocals", "MME": "nowhere/at_all"}
    monkeypatch.setattr(silent_mixture, "NETWORKS", there)
    assert list(silent_mixture.networks()) == ["DCSE"]
