"""The Separator's invariants, with networks that only scale."""

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from numpy.testing import assert_allclose, assert_array_equal

from lasaft_nb import Separator
from lasaft_nb.errors import UserError
from lasaft_nb.models.source_model import SOURCES, ModelConfig, build_model

Noise = Callable[..., np.ndarray]
ARRAY = {"sample_rate": 44100, "progress": False}


@pytest.mark.parametrize("n", [1, 2, 1000, 22050, 57_331])
@pytest.mark.parametrize("channels", [1, 2])
def test_an_identity_network_gives_the_song_back(identity: Separator, noise: Noise, n: int, channels: int) -> None:
    waveform = noise(n, channels)
    result = identity.separate(waveform, **ARRAY)
    assert result.dtype == np.float32
    assert_allclose(result, waveform, atol=1e-5)


@pytest.mark.parametrize("overlap", [0, 0.25, 0.5, 0.75])
def test_an_identity_network_gives_the_song_back_at_every_overlap(
    identity: Separator, noise: Noise, overlap: float
) -> None:
    waveform = noise(50_000)
    assert_allclose(identity.separate(waveform, overlap=overlap, **ARRAY), waveform, atol=1e-5)


@pytest.mark.parametrize("rate", [8000, 22050, 32000, 48000, 96000])
@pytest.mark.parametrize("n", [1, 999, 48_001])
def test_every_sample_rate_keeps_length_and_low_frequencies(identity: Separator, rate: int, n: int) -> None:
    tone = np.sin(2 * np.pi * 440 / rate * np.arange(n))[:, None].repeat(2, axis=1).astype(np.float32) / 2
    with pytest.warns(UserWarning, match=f"resampled from {rate} Hz to 44100 Hz for identity, and back"):
        result = identity.separate(tone, sample_rate=rate, progress=False)
    assert result.shape == tone.shape
    if n > 1000:
        middle = slice(2000, -2000)
        assert_allclose(result[middle], tone[middle], atol=2e-3)


def test_the_networks_own_rate_gives_no_note(identity: Separator, noise: Noise) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        identity.separate(noise(1000), sample_rate=44100, progress=False)


def test_batches_are_no_larger_than_asked(identity: Separator, noise: Noise) -> None:
    identity.separate(noise(200_000), batch_size=3, **ARRAY)
    assert max(shape[0] for shape in identity.model.shapes) == 3
    assert {shape[1:] for shape in identity.model.shapes} == {(2, 22050)}


def test_several_targets_come_from_one_pass(four_stems: Separator, noise: Noise) -> None:
    waveform = noise(30_000)
    stems = four_stems.separate_all(waveform, batch_size=100, **ARRAY)
    assert tuple(stems) == SOURCES
    for gain, stem in zip((0.1, 0.2, 0.3, 0.4), stems.values(), strict=True):
        assert_allclose(stem, gain * waveform, atol=1e-5)
    assert len(four_stems.model.shapes) == 1


def test_a_conditioned_network_gets_the_targets_place(conditioned: Separator, noise: Noise) -> None:
    waveform = noise(30_000)
    assert_allclose(conditioned.separate(waveform, "bass", **ARRAY), 0.3 * waveform, atol=1e-5)
    stems = conditioned.separate_all(waveform, ("drums", "other"), **ARRAY)
    assert_allclose(stems["other"], 0.4 * waveform, atol=1e-5)
    assert_allclose(stems["drums"], 0.2 * waveform, atol=1e-5)


def test_mono_is_separated_as_stereo_and_averaged(four_stems: Separator, noise: Noise) -> None:
    mono = noise(30_000, 1)
    stems = four_stems.separate_all(mono, **ARRAY)
    assert stems["drums"].shape == mono.shape
    assert_allclose(stems["drums"], 0.2 * mono, atol=1e-5)
    assert four_stems.model.shapes[0][1] == 2


def test_a_file_and_its_array_give_the_same_samples(identity: Separator, song: Path) -> None:
    waveform, rate = soundfile.read(song, dtype="float32")
    assert_array_equal(
        identity.separate(song, progress=False), identity.separate(waveform, sample_rate=rate, progress=False)
    )


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_streaming_to_a_file_equals_separating_in_memory(four_stems: Separator, song: Path, suffix: str) -> None:
    out = four_stems.separate_file(song, song.with_name(f"drums{suffix}"), "drums", progress=False)
    written, rate = soundfile.read(out, dtype="float32")
    assert rate == 44100
    assert_allclose(written, four_stems.separate(song, "drums", progress=False), atol=2**-23)


@pytest.mark.parametrize("suffix", [".mp3", ".ogg"])
def test_compressed_output_keeps_the_length(identity: Separator, song: Path, suffix: str) -> None:
    out = identity.separate_file(song, song.with_name(f"out{suffix}"), progress=False)
    assert soundfile.info(out).samplerate == 44100
    assert len(soundfile.read(out)[0]) == 57_331


def test_all_stems_are_written_together_at_the_songs_rate(four_stems: Separator, tmp_path: Path, noise: Noise) -> None:
    soundfile.write(tmp_path / "song.flac", noise(30_001, 1), 48000)
    with pytest.warns(UserWarning, match="48000"):
        paths = four_stems.separate_files(
            tmp_path / "song.flac", {stem: tmp_path / "out" / f"{stem}.wav" for stem in SOURCES}, progress=False
        )
    for path in paths.values():
        info = soundfile.info(path)
        assert (info.samplerate, info.frames, info.channels) == (48000, 30_001, 1)


def small(n_fft: int, hop_length: int, **options: float) -> Separator:
    overrides = {"n_blocks": 3, "channels": 2, "n_layers": 1}
    config = ModelConfig(network="tfc_7", overrides=overrides, n_fft=n_fft, hop_length=hop_length)
    return Separator(build_model(config), device="cpu", **options)


def frames_of_windows(separator: Separator) -> list[int]:
    """A list that gets the number of frames of every window."""
    frames: list[int] = []
    separator.model.stft.register_forward_hook(lambda *event: frames.append(event[2].shape[2]))
    return frames


@pytest.mark.parametrize(("n_fft", "hop", "n_frames"), [(1024, 512, 512), (2048, 1024, 256), (4096, 1024, 128)])
def test_a_window_takes_six_seconds_or_less_where_its_frames_are_longer(n_fft: int, hop: int, n_frames: int) -> None:
    separator = small(n_fft, hop)
    frames = frames_of_windows(separator)
    separator.separate(np.zeros((44100, 2), dtype=np.float32), **ARRAY)
    assert set(frames) == {n_frames}


def test_a_spectrogram_network_sees_a_whole_multiple_of_frames() -> None:
    separator = small(256, 128, window_seconds=1.0)
    frames = frames_of_windows(separator)
    result = separator.separate(np.zeros((50_000, 2), dtype=np.float32), **ARRAY)
    assert result.shape == (50_000, 2)
    assert np.isfinite(result).all()
    assert set(frames) == {336}


def test_unknown_targets_are_refused_with_the_known_ones(identity: Separator, four_stems: Separator) -> None:
    zeros = np.zeros((10, 2), dtype=np.float32)
    with pytest.raises(UserError, match="target 'drums' is not given by identity; it gives vocals"):
        identity.separate(zeros, "drums", **ARRAY)
    with pytest.raises(UserError, match="'guitar' is not given by gains; it gives vocals, drums, bass, other"):
        four_stems.separate_all(zeros, ("drums", "guitar"), **ARRAY)
    with pytest.raises(UserError, match="no target was named"):
        four_stems.separate_all(zeros, (), **ARRAY)


def test_a_device_that_is_not_there_is_refused(identity: Separator) -> None:
    with pytest.raises(UserError, match="device must be one of auto, cpu, cuda, mps, got 'tpu'"):
        Separator(identity.model, device="tpu")
    if not torch.cuda.is_available():
        with pytest.raises(UserError, match=r"device 'cuda' is not available to torch .* use 'auto' or 'cpu'"):
            Separator(identity.model, device="cuda")


def test_a_failure_on_the_way_leaves_no_file(identity: Separator, tmp_path: Path, noise: Noise) -> None:
    waveform = noise(100_000)
    waveform[90_000] = np.nan
    with pytest.raises(UserError, match=r"NaN or infinite samples, the first at 2\.04 s"):
        identity.separate_file(waveform, tmp_path / "out.wav", **ARRAY)
    assert list(tmp_path.iterdir()) == []
