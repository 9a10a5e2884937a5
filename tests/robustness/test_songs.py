"""Every kind of song through every door: bad ones get one sentence, odd ones come back as long as they were."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from bad_songs import BAD, STEMS, directory

from lasaft_nb import Manipulator, Separator
from lasaft_nb.errors import UserError

Refused = Callable[..., str]
Network = dict[str, Path]


@pytest.fixture
def nets(network: Path, reader: Path) -> Network:
    return {"separate": network, "manipulate": reader}


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
@pytest.mark.parametrize("command", ["separate", "manipulate"])
def test_the_shell_refuses_a_bad_song(
    refused: Refused, nets: Network, tmp_path: Path, make: Callable[[Path], Path], command: str
) -> None:
    (tmp_path / "in").mkdir()
    song = make(tmp_path / "in")
    sentence = ["mute bass"] if command == "manipulate" else []
    said = refused(command, song, *sentence, "-o", tmp_path / "out" / "o.wav", "--network", nets[command])
    wanted = "holds no songs" if (command, make) == ("separate", directory) else BAD[make]  # of a folder, its songs
    assert re.search(wanted, said), said
    assert not list(tmp_path.glob("out/*"))


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
def test_a_manipulator_refuses_a_bad_song(reader: Path, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    (tmp_path / "in").mkdir()
    song = make(tmp_path / "in")
    manipulator = Manipulator.from_pretrained(reader, device="cpu", window_seconds=0.5)
    with pytest.raises(UserError, match=BAD[make]) as caught:
        manipulator.manipulate_file(song, tmp_path / "out" / "o.wav", "mute bass", progress=False)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob("out/*"))


NOISE = np.random.default_rng(0).uniform(-0.5, 0.5, (6001, 2))
ODD = {  # name: samples, Hz
    "one sample": (NOISE[:1], 44100),
    "silence": (np.zeros((6001, 2)), 44100),
    "clipped": (np.sign(NOISE), 44100),
    "mono": (NOISE[:, :1], 44100),
    "8 kHz": (NOISE, 8000),
    "48 kHz": (NOISE, 48000),
    "96 kHz": (NOISE, 96000),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("command", ["separate", "manipulate"])
def test_an_odd_song_comes_back_finite_as_long_as_it_was_and_at_its_rate(
    nets: Network, tmp_path: Path, odd: str, command: str
) -> None:
    samples, rate = ODD[odd]
    soundfile.write(tmp_path / "in.wav", samples, rate)
    out = tmp_path / "out.wav"
    if command == "separate":
        Separator.from_pretrained(nets[command], device="cpu").separate_file(tmp_path / "in.wav", out, progress=False)
    else:
        reader = Manipulator.from_pretrained(nets[command], device="cpu")
        reader.manipulate_file(tmp_path / "in.wav", out, "mute bass", progress=False)
    made, made_rate = soundfile.read(out, always_2d=True)
    channels = 2 if command == "manipulate" else samples.shape[1]
    assert (made.shape, made_rate) == ((len(samples), channels), rate)
    assert np.isfinite(made).all()
    assert odd != "silence" or np.abs(made).max() < 0.1


def test_a_stem_file_needs_no_program(
    shell: Callable[..., tuple[int, str, str]], network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shell("separate", STEMS, "-o", tmp_path / "o.wav", "--network", network)[0] == 0
    assert soundfile.info(tmp_path / "o.wav").frames == 268_288
