"""Separate, change, remix; and the choice between it, a network that reads sentences, and leaving the song alone."""

import json
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
from torch import Tensor

from lasaft_nb import Manipulator, Separator
from lasaft_nb.aml import parse
from lasaft_nb.aml.effects import apply, mix
from lasaft_nb.aml.grammar import commands
from lasaft_nb.data.array_track import StemTrack
from lasaft_nb.errors import Note
from lasaft_nb.inference import best_way, manipulator
from lasaft_nb.inference.best_way import NOTHING, BestWay, recorded
from lasaft_nb.inference.choose_network import Choice
from lasaft_nb.inference.remix import Remixer
from lasaft_nb.metrics.rmse_mfcc import rmse_mfcc
from lasaft_nb.models.source_model import SourceModel
from lasaft_nb.sources import SOURCES

RATE = 22050
PARTS = {"vocals": (0.0, 400.0), "drums": (400.0, 1200.0), "bass": (1200.0, 3000.0), "other": (3000.0, RATE / 2)}


class ByBand(SourceModel):
    """A perfect separator of songs whose sources lie in bands of their own (Hz)."""

    def __init__(self) -> None:
        super().__init__(targets=SOURCES, sample_rate=RATE, conditioned=False)

    def forward(self, mixture: Tensor, condition: Tensor | None = None) -> Tensor:
        spectrum = torch.fft.rfft(mixture)
        hertz = torch.fft.rfftfreq(mixture.shape[-1], 1 / RATE)
        inside = [(hertz >= low) & (hertz < high) for low, high in PARTS.values()]
        return torch.stack([torch.fft.irfft(spectrum * one, n=mixture.shape[-1]) for one in inside], dim=1)

    def loss(self, mixture: Tensor, targets: Tensor, condition: Tensor | None = None) -> Tensor:
        return (self(mixture) - targets).square().mean()


def stems(seconds: float = 4.0) -> dict[str, np.ndarray]:
    """Sines of whole numbers of Hz, one a source, louder on the left."""
    time = np.arange(int(seconds * RATE)) / RATE
    hertz = {"vocals": 200, "drums": 800, "bass": 2000, "other": 5000}
    return {
        name: (0.2 * np.sin(2 * np.pi * one * time)[:, None] * [1.0, 0.5]).astype(np.float32)
        for name, one in hertz.items()
    }


def perfect(targets: Sequence[str]) -> list[Choice]:
    separator = Separator(ByBand(), device="cpu", window_seconds=1.0, name="perfect", card={"origin": "a test"})
    return [Choice(separator=separator, targets=tuple(targets))]


@pytest.mark.parametrize(
    "sentence",
    [
        "separate drums",
        "mute vocals, bass",
        "increase the volume of vocals",
        "decrease the volume of bass, drums",
        "pan vocals completely to the left side",
        "pan drums to the right side",
        "apply heavy lowpass to vocals",
        "apply light highpass to drums, bass",
    ],
)
def test_with_perfect_separators_the_pipeline_does_what_the_sentence_says(sentence: str) -> None:
    before, after = apply(parse(sentence), stems(), RATE)
    made = Remixer(perfect).manipulate(before, sentence, sample_rate=RATE, progress=False)
    inside = slice(RATE // 10, -RATE // 10)  # a window's edge cuts a sine where it isn't zero
    np.testing.assert_allclose(made[inside], after[inside], atol=5e-3)


def test_filters_go_on_over_the_edges_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    long, sentence = stems(12.0), "apply heavy lowpass to bass"
    whole = Remixer(perfect).manipulate(mix(long), sentence, sample_rate=RATE, progress=False)
    monkeypatch.setattr("lasaft_nb.audio.blocks.BLOCK", 3001)
    pieces = Remixer(perfect).manipulate(mix(long), sentence, sample_rate=RATE, progress=False)
    np.testing.assert_allclose(pieces, whole, atol=1e-5)


def test_sentences_follow_each_other_on_sources_that_are_separated_once() -> None:
    asked: list[tuple[str, ...]] = []

    def counting(targets: Sequence[str]) -> list[Choice]:
        asked.append(tuple(targets))
        return perfect(targets)

    remixer, song = Remixer(counting), mix(stems())
    for _ in range(2):
        made = remixer.manipulate(song, ["decrease the volume of vocals"] * 2 + ["mute bass"], sample_rate=RATE)
    assert asked == [("vocals", "bass")]
    parts = stems()
    expected = parts["vocals"] / 4 + parts["drums"] + parts["other"]
    np.testing.assert_allclose(made[2000:-2000], expected[2000:-2000], atol=5e-3)


def test_what_no_sentence_changes_comes_back_as_it_was_at_any_rate() -> None:
    song = np.random.default_rng(0).uniform(-0.3, 0.3, (30_001, 2)).astype(np.float32)
    remixer = Remixer(perfect)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Note)
        made = remixer.manipulate(
            song, ["increase the volume of vocals", "decrease the volume of vocals"], sample_rate=44100
        )
    np.testing.assert_allclose(made, song, atol=1e-5)


@pytest.mark.parametrize(
    ("sentences", "above", "constant", "kept"),
    [
        (["mute bass"], "stays in the song", "is kept from the network and stays in the song", True),
        (["pan bass to the left side"], "stays in the song", "is kept from the network and stays in the song", True),
        (["separate bass"], "is left out", "is taken out, since it is no sound", False),
        (["mute drums", "separate bass"], "is left out", "is taken out, since it is no sound", False),
    ],
)
def test_what_the_separator_does_not_hear_stays_unless_a_source_is_to_be_heard_alone(
    sentences: list[str], above: str, constant: str, kept: bool
) -> None:
    check_unheard(lambda song: Remixer(leveled).manipulate(song, sentences, sample_rate=44100), above, constant, kept)


@pytest.mark.parametrize(
    ("target", "above", "constant"),
    [
        ("no_bass", "stays in no_bass", "is kept from the network and stays in no_bass"),
        ("bass", "is left out", "is taken out, since it is no sound"),
    ],
)
def test_what_the_separator_does_not_hear_is_in_the_song_without_a_source(
    target: str, above: str, constant: str
) -> None:
    (choice,) = leveled(("bass",))
    kept = target.startswith("no_")
    check_unheard(lambda song: choice.separator.separate(song, target, sample_rate=44100), above, constant, kept)


def leveled(targets: Sequence[str]) -> list[Choice]:
    separator = Separator(ByBand(), device="cpu", window_seconds=1.0, name="perfect", level=-16.0)
    return [Choice(separator=separator, targets=tuple(targets))]


def check_unheard(make: Callable[[np.ndarray], np.ndarray], above: str, constant: str, kept: bool) -> None:
    """Of a song at 44.1 kHz: a tone of 16 kHz and a constant are ``kept`` or not, and the notes say so."""
    time = np.arange(2 * 44100) / 44100
    tones = [0.2 * np.sin(2 * np.pi * hertz * time) for hertz in (441, 2000, 16000)]
    song = np.repeat((sum(tones) + 0.25).astype(np.float32)[:, None], 2, axis=1)
    with pytest.warns(Note) as told:
        made = make(song)
    notes = [str(note.message) for note in told]
    assert any(f"what lies above 11025 Hz {above}" in note for note in notes), notes
    assert any(f"a constant of 0.25, 0.25 {constant}" in note for note in notes), notes
    before, after = (abs(np.fft.rfft(one[:, 0])) for one in (song, made))
    for place in (0, 2 * 16000):
        assert after[place] / before[place] == pytest.approx(1.0 if kept else 0.0, abs=0.05)


def test_reverb_stays_with_a_note_and_mono_becomes_stereo() -> None:
    song = mix(stems())[:, :1]
    with pytest.warns(Note, match="a separator can't remove reverb, so that the song keeps it"):
        made = Remixer(perfect).manipulate(song, "remove reverb from vocals", sample_rate=RATE, progress=False)
    np.testing.assert_allclose(made, np.repeat(song, 2, axis=1), atol=1e-6)


def test_a_file_is_what_the_array_is(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "song.wav", mix(stems()), RATE, subtype="FLOAT")
    out = Remixer(perfect).manipulate_file(tmp_path / "song.wav", tmp_path / "out.wav", "mute drums", progress=False)
    made = Remixer(perfect).manipulate(tmp_path / "song.wav", "mute drums", progress=False)
    np.testing.assert_allclose(soundfile.read(out)[0], made, atol=2**-15)


def test_from_pretrained_gives_each_way_by_its_name() -> None:
    assert isinstance(Manipulator.from_pretrained("separation", device="cpu"), Remixer)
    assert isinstance(Manipulator.from_pretrained(device="cpu"), BestWay)
    assert isinstance(Manipulator.from_pretrained("auto", device="cpu"), BestWay)


class Marked:
    """A way that says only that it was taken."""

    name = "marked"

    def blocks(self, audio: Any, commands: Any, **_: Any) -> Any:
        return (np.full((len(block), 2), 0.5, np.float32) for block in audio.blocks())

    def describe(self, commands: Any = ()) -> str:
        return "the network"


def scores(**by_sentence: tuple[float, float]) -> dict[str, dict[str, float]]:
    return {text.replace("_", " "): {"a": one, "b": two} for text, (one, two) in by_sentence.items()}


def way(**rows: dict[str, dict[str, float]]) -> BestWay:
    names = {"nothing": NOTHING, "network": "net", "separation": "perfect"}
    return BestWay(
        network=Marked,  # type: ignore[arg-type]
        network_name="net",
        remixer=Remixer(perfect),
        recorded={names[name]: row for name, row in rows.items()},
    )


@pytest.mark.parametrize(
    ("network", "separation", "expected"),
    [
        ((3.0, 3.0), (2.0, 2.0), "separation"),
        ((2.0, 2.0), (3.0, 3.0), "network"),
        ((5.0, 5.0), (6.0, 6.0), NOTHING),
        ((1.0, 4.5), (3.0, 3.0), "network"),
        ((3.7, 3.7), (3.8, 3.8), NOTHING),  # not by enough
    ],
)
def test_the_way_that_scored_better_is_taken_and_none_that_did_not_beat_doing_nothing(
    network: tuple[float, float], separation: tuple[float, float], expected: str
) -> None:
    nothing = scores(mute_bass=(4.0, 4.0))
    chooser = way(nothing=nothing, network=scores(mute_bass=network), separation=scores(mute_bass=separation))
    assert chooser.decide([parse("remove bass")]).way == expected


def test_a_sentence_that_no_way_obeys_well_leaves_the_song_as_it_is_and_says_so() -> None:
    worse = scores(mute_bass=(9.0, 9.0))
    chooser = way(nothing=scores(mute_bass=(4.0, 4.0)), network=worse, separation=worse)
    song = mix(stems())
    with pytest.warns(
        Note, match="no way is better than doing nothing by 15% for 'mute bass'; the song is left as it is"
    ):
        made = chooser.manipulate(song, "mute bass", sample_rate=RATE)
    np.testing.assert_array_equal(made, song)
    assert chooser.describe([parse("mute bass")]) == (
        "no way is better than doing nothing by 15%, so the song is left as it is (RMSE-MFCC on real songs, smaller is "
        "better: network 9.0, separation 9.0, doing nothing 4.0)"
    )


def test_several_sources_and_sentences_are_judged_together() -> None:
    nothing = scores(mute_bass=(4.0, 4.0), mute_vocals=(8.0, 8.0))
    network = scores(mute_bass=(1.0, 1.0), mute_vocals=(7.0, 7.0))
    separation = scores(mute_bass=(5.0, 5.0), mute_vocals=(1.0, 1.0))
    chooser = way(nothing=nothing, network=network, separation=separation)
    assert chooser.decide([parse("mute bass")]).way == "network"
    assert chooser.decide([parse("mute bass, vocals")]).way == "separation"
    assert chooser.decide([parse("mute bass"), parse("mute vocals")]).way == "separation"
    assert "separation 3.0" in chooser.describe([parse("mute bass, vocals")])


def test_a_separator_of_real_songs_without_a_record_is_taken_and_that_is_said() -> None:
    chooser = way(nothing=scores(mute_bass=(4.0, 4.0)), network=scores(mute_bass=(1.0, 1.0)))
    assert chooser.decide([parse("mute bass")]).way == "separation"
    assert "perfect learned from real songs, and no record here says how well" in chooser.describe([parse("mute bass")])


def test_scores_come_from_the_projects_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "results" / best_way.EXPERIMENT
    folder.mkdir(parents=True)
    track = [{"track": "a song", "median": 2.5, "frames": [2.5]}]
    record = {"row": "net", "scores": {"mute bass": {"RMSE-MFCC": {"per_track": track}}}}
    (folder / "net.json").write_text(json.dumps(record))
    monkeypatch.setattr(best_way, "data_dir", lambda: tmp_path)
    assert recorded() == {"net": {"mute bass": {"a song": 2.5}}}


def test_the_shipped_records_speak_of_every_sentence_with_one_source() -> None:
    wanted = {str(command) for command in commands() if len(command.targets) == 1}
    shipped = recorded()
    for row in (NOTHING, manipulator.DEFAULT):
        assert set(shipped[row]) == wanted
    assert set(shipped["tdc_17_vocals_top1"]) == {text for text in wanted if "vocals" in text}


@pytest.mark.slow
def test_on_a_real_song_auto_obeys_sentences_on_vocals_and_never_does_worse_than_nothing(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clip,) = (shared / "real").glob("*.stem.mp4")
    weights = shared / "official" / "cac_tdc_17_vocals_top1.pt"
    if not weights.is_file():
        pytest.skip(f"the authors' network is not here ({weights.name} in the reference material)")
    (tmp_path / weights.name).write_bytes(weights.read_bytes())
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path))
    track = StemTrack(clip)
    auto = Manipulator.from_pretrained("auto", device="cpu")
    for command in commands():
        if len(command.targets) > 1 or command.task == "dereverb":
            continue
        before, after = apply(command, dict(track.stems()), track.sample_rate)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Note)
            made = auto.manipulate(before, str(command), sample_rate=track.sample_rate, progress=False)
        done, nothing = (rmse_mfcc(after, one, track.sample_rate) for one in (made, before))
        # where little changes, doing nothing is hard to beat
        by_far = command.sources == ("vocals",) and command.task != "highpass"
        assert done <= (0.6 if by_far else 1.0) * nothing + 1e-6, (str(command), done, nothing)
