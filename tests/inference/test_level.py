"""A song sounds the same through a network at every volume."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from lasaft_nb import Separator, official
from lasaft_nb.audio import read_audio
from lasaft_nb.errors import Note
from lasaft_nb.inference import pretrained
from lasaft_nb.models.source_model import SourceModel

Noise = Callable[..., np.ndarray]


class Saturates(SourceModel):
    """Changes loud and quiet songs differently, as a trained network does."""

    def __init__(self) -> None:
        super().__init__(targets=("vocals",), sample_rate=44100, conditioned=False)

    def forward(self, mixture: Tensor, condition: Tensor | None = None) -> Tensor:
        return torch.tanh(8 * mixture)[:, None]

    def loss(self, mixture: Tensor, targets: Tensor, condition: Tensor | None = None) -> Tensor:
        return mixture.mean()


def ratio(truth: np.ndarray, estimate: np.ndarray) -> float:
    """SDR of the whole signal (n, c) in dB."""
    return float(10 * np.log10((truth**2).sum() / ((truth - estimate) ** 2).sum()))


@pytest.mark.parametrize("gain", [-40, -20, 6, 20])
def test_at_its_level_a_network_answers_every_volume_alike(noise: Noise, gain: float) -> None:
    song, factor = noise(60_000), 10 ** (gain / 20)
    levelled = Separator(Saturates(), device="cpu", window_seconds=0.5, level=-20.0)
    usual = Separator(Saturates(), device="cpu", window_seconds=0.5)
    first, other = (levelled.separate(x, sample_rate=44100, progress=False) for x in (song, song * factor))
    assert ratio(first, other / factor) > 80
    raw, changed = (usual.separate(x, sample_rate=44100, progress=False) for x in (song, song * factor))
    assert ratio(raw, changed / factor) < 20  # this is what the level is for


def test_a_constant_is_taken_out_with_a_note(noise: Noise) -> None:
    separator = Separator(Saturates(), device="cpu", window_seconds=0.5, level=-20.0)
    alone = separator.separate(noise(60_000), sample_rate=44100, progress=False)
    with pytest.warns(Note, match=r"a constant of 0\.50, -0\.20 is taken out, since it is no sound"):
        found = separator.separate(noise(60_000) + np.float32([0.5, -0.2]), sample_rate=44100, progress=False)
    assert ratio(alone, found) > 40


def test_shipped_networks_and_the_authors_know_their_level(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in pretrained.pretrained_names():
        card = pretrained.card_of(name)
        assert pretrained.Pretrained(model=Saturates(), name=name, card=card).level is not None, name
    if not (shared / "official").is_dir():
        pytest.skip("the authors' weights are not in the shared folder")
    monkeypatch.setenv("LASAFT_NB_CACHE", str(shared / "official"))
    assert official.load("tdc_17_vocals_top1", device="cpu").level == -16.0


@pytest.mark.slow
@pytest.mark.parametrize("change", [-40, -20, -6, 6, 20, "constant"])
def test_the_authors_network_keeps_its_score_on_a_real_song_at_every_volume(
    shared: Path, monkeypatch: pytest.MonkeyPatch, change: float | str
) -> None:
    clips = sorted((shared / "real").glob("*.stem.mp4")) if (shared / "real").is_dir() else []
    if not clips or not (shared / "official").is_dir():
        pytest.skip("the real clip or the authors' weights are not in the shared folder")
    monkeypatch.setenv("LASAFT_NB_CACHE", str(shared / "official"))
    separator = official.load("tdc_17_vocals_top1", device="cpu")
    song, rate = read_audio(clips[0])
    vocals, _ = read_audio(clips[0], stream=4)
    plain = ratio(vocals, separator.separate(song, sample_rate=rate, progress=False))
    factor = 1.0 if change == "constant" else 10 ** (float(change) / 20)
    moved = song * np.float32(factor) + np.float32(0.5 * (change == "constant"))
    found = separator.separate(moved, sample_rate=rate, progress=False)
    assert ratio(vocals, found / factor) == pytest.approx(plain, abs=0.3)
