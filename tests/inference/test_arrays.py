"""Songs come as NumPy or torch, one or many, channels first or last, and go back as they came."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from numpy.testing import assert_allclose

from lasaft_nb import Manipulator, Separator
from lasaft_nb.errors import UserError
from lasaft_nb.sources import SOURCES

Noise = Callable[..., np.ndarray]
SHAPES = {
    "n": (lambda x: x[:, 0], (3000,)),
    "nc": (lambda x: x, (3000, 2)),
    "cn": (lambda x: x.T, (2, 3000)),
    "mono cn": (lambda x: x.T[:1], (1, 3000)),
    "bcn": (lambda x: np.stack([x.T, 0.5 * x.T, 0 * x.T]), (3, 2, 3000)),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16])
def test_numpy_comes_back_in_its_type_and_shape(
    identity: Separator, noise: Noise, shape: str, dtype: type[np.floating]
) -> None:
    make, expected = SHAPES[shape]
    song = np.ascontiguousarray(make(noise(3000))).astype(dtype)
    found = identity.separate(song, sample_rate=44100, progress=False)
    assert isinstance(found, np.ndarray)
    assert (found.shape, found.dtype) == (expected, dtype)
    assert_allclose(found, song, atol=1e-3 if dtype is np.float16 else 1e-5)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16, torch.float16])
def test_torch_comes_back_in_its_type_and_shape(
    identity: Separator, noise: Noise, shape: str, dtype: torch.dtype
) -> None:
    make, expected = SHAPES[shape]
    song = torch.from_numpy(np.ascontiguousarray(make(noise(3000)))).to(dtype).requires_grad_()
    found = identity.separate(song, sample_rate=44100, progress=False)
    assert isinstance(found, torch.Tensor)
    assert (tuple(found.shape), found.dtype, found.device) == (expected, dtype, song.device)
    assert not found.requires_grad
    torch.testing.assert_close(found, song.detach(), atol=1e-2 if dtype.itemsize == 2 else 1e-5, rtol=0)


def test_all_sources_of_a_batch_come_as_batches(four_stems: Separator, noise: Noise) -> None:
    batch = torch.from_numpy(np.stack([noise(2000).T, 2 * noise(2000).T]))
    stems = four_stems.separate_all(batch, sample_rate=44100, progress=False)
    assert tuple(stems) == SOURCES
    for gain, stem in zip((0.1, 0.2, 0.3, 0.4), stems.values(), strict=True):
        torch.testing.assert_close(stem, gain * batch, atol=1e-5, rtol=0)


def test_two_samples_in_two_channels_need_a_layout(identity: Separator) -> None:
    square = np.array([[0.1, 0.2], [0.3, 0.4]], dtype=np.float32)
    for layout in ("auto", "nc", "cn"):
        found = identity.separate(square, sample_rate=44100, layout=layout, progress=False)
        assert_allclose(found, square, atol=1e-6)


def test_a_manipulated_mono_song_has_two_sides(noise: Noise) -> None:
    from tests.inference.test_manipulator import Obedient

    manipulator = Manipulator(Obedient(), device="cpu", window_seconds=0.5)
    for make, shape in ((lambda x: x[:, 0], (3000, 2)), (lambda x: x.T[:1], (2, 3000)), (lambda x: x, (3000, 2))):
        song = torch.from_numpy(np.ascontiguousarray(make(noise(3000))))
        assert manipulator.manipulate(song, "separate vocals", sample_rate=44100, progress=False).shape == shape


def test_an_open_file_is_read(identity: Separator, song: Path) -> None:
    expected = soundfile.read(song, dtype="float32")[0]
    for opened in (io.BytesIO(song.read_bytes()), song.open("rb"), str(song), song.read_bytes()):
        found = identity.separate(opened, progress=False)
        assert (found.dtype, found.shape) == (np.float32, expected.shape)
        assert_allclose(found, expected, atol=1e-5)


def test_an_array_without_a_rate_is_refused_by_everything_that_takes_one(
    identity: Separator, noise: Noise, tmp_path: Path
) -> None:
    from tests.inference.test_manipulator import Obedient

    manipulator = Manipulator(Obedient(), device="cpu", window_seconds=0.5)
    out = tmp_path / "o.wav"
    for call in (
        identity.separate,
        identity.separate_all,
        lambda song: identity.separate_file(song, out),
        lambda song: manipulator.manipulate(song, "mute bass"),
        lambda song: manipulator.manipulate_file(song, out, "mute bass"),
    ):
        for song in (noise(500), torch.zeros(500, 2), [0.0] * 500):
            with pytest.raises(UserError, match="an array doesn't say its sample rate; give it in Hz, such as sample_"):
                call(song)
    assert not out.exists()


@pytest.mark.parametrize(
    ("waveform", "options", "words"),
    [
        (np.zeros((500, 2), dtype=np.int16), {}, r"floats in -1\.\.1, got int16; divide 16-bit samples by 32768"),
        (torch.zeros(2, 500, dtype=torch.int32), {}, r"floats in -1\.\.1, got int32"),
        (np.zeros((1, 1, 2, 500)), {}, r"axes \(n,\), \(n, c\), \(c, n\) or \(b, c, n\), got shape \(1, 1, 2, 500\)"),
        (np.zeros((2, 500)), {"layout": "bcn"}, r"layout 'bcn' has 3 axes, the waveform has shape \(2, 500\)"),
        (np.zeros((2, 500)), {"layout": "ct"}, "layout must be one of auto, n, nc, cn, bcn, got 'ct'"),
        (np.zeros((0, 2, 500)), {}, "the batch holds no waveforms"),
        (np.zeros((500, 2)), {"sample_rate": "44.1k"}, "sample_rate must be a number, in Hz, got '44.1k'"),
    ],
)
def test_what_is_no_song_is_one_sentence(
    identity: Separator, waveform: object, options: dict[str, object], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        identity.separate(waveform, **{"sample_rate": 44100, "progress": False, **options})


def test_a_batch_does_not_go_to_one_file(identity: Separator, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="a batch of 2 songs can't go to one file"):
        identity.separate_file(np.zeros((2, 2, 500)), tmp_path / "o.wav", sample_rate=44100, progress=False)
