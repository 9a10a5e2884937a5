import pytest

from lasaft_nb.audio import read_audio
from lasaft_nb.data import example_song, musdb_sample
from lasaft_nb.errors import UserError


def test_its_five_streams_are_a_mixture_and_its_stems() -> None:
    mixture, rate = read_audio(example_song())
    stems = [read_audio(example_song(), stream=number)[0] for number in range(1, 5)]
    assert (mixture.shape, rate) == ((268_288, 2), 44100)
    assert abs(mixture - sum(stems)).mean() < 0.1 * abs(mixture).mean()
    with pytest.raises(UserError, match="no audio stream"):
        read_audio(example_song(), stream=5)


def test_without_stempeg_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(musdb_sample, "find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"this needs stempeg, which is not installed; .*\[evaluate\]"):
        example_song()
