"""One check for every waveform: what it takes, what it gives, what it says."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_array_equal

from lasaft_nb.audio.waveform import as_samples, as_waveform, check_finite
from lasaft_nb.errors import UserError

STEREO = np.array([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]], dtype=np.float32)


def test_a_waveform_is_given_back_without_a_copy() -> None:
    assert np.shares_memory(as_waveform(STEREO), STEREO)
    assert as_waveform(STEREO, dtype=np.float64).dtype == np.float64


@pytest.mark.parametrize(
    "given",
    [
        STEREO.astype(np.float64),
        STEREO.tolist(),
        torch.from_numpy(STEREO),
        torch.from_numpy(STEREO).requires_grad_(),
        torch.from_numpy(STEREO.T.copy()).T,
    ],
)
def test_arrays_lists_and_tensors_are_waveforms(given: object) -> None:
    assert_array_equal(as_waveform(given, dtype=np.float32), STEREO)


@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float16])
def test_half_precision_becomes_float32(kind: torch.dtype) -> None:
    given = torch.from_numpy(STEREO).to(kind)
    assert as_waveform(given).dtype == np.float32
    assert_array_equal(as_waveform(given), given.float().numpy())


def test_one_channel_may_lack_its_axis() -> None:
    assert as_waveform(STEREO[:, 0]).shape == (3, 1)
    assert as_waveform(np.zeros(0)).shape == (0, 1)


@pytest.mark.parametrize(
    ("given", "options", "words"),
    [
        (np.zeros((9, 2), np.int16), {}, r"floats in -1\.\.1, got int16; divide 16-bit samples by 32768"),
        (np.zeros((9, 2), bool), {}, r"floats in -1\.\.1, got bool; pass an array of floats"),
        (torch.zeros(9, 2, dtype=torch.int32), {}, "got int32"),
        (np.zeros((2, 9)), {}, r"1 or 2 channels, got shape \(2, 9\); transpose or squeeze it"),
        (np.zeros((1, 9, 2)), {}, r"got shape \(1, 9, 2\)"),
        (np.zeros((9, 1)), {"channels": (2,)}, r"with 2 channels, got shape \(9, 1\)"),
        (np.zeros((9, 6)), {}, r"got shape \(9, 6\)"),
        (np.float64(0.5), {}, r"got shape \(\)"),
        (np.full((9, 2), np.inf), {}, "NaN or infinite samples, the first at sample 0"),
        (np.zeros((3, 2)), {"minimum": 4}, "holds 3 samples, 4 are needed at least"),
        (np.zeros((0, 2)), {"minimum": 1}, "holds no samples"),
    ],
)
def test_what_is_no_waveform_is_refused_with_the_cure(given: object, options: dict, words: str) -> None:
    with pytest.raises(UserError, match=f"^the song .*{words}"):
        as_waveform(given, name="the song", **options)


@pytest.mark.parametrize("given", [STEREO.T, STEREO[None], torch.from_numpy(STEREO.T.copy())[None]])
def test_what_is_shown_may_have_any_layout(given: object) -> None:
    assert_array_equal(as_samples(given), STEREO)


def test_the_second_of_a_fault_counts_what_came_before() -> None:
    block = np.zeros((100, 2))
    block[50, 1] = np.nan
    with pytest.raises(UserError, match=r"NaN or infinite samples, the first at 1\.50 s; render it again"):
        check_finite(block, name="x", sample_rate=100, n_before=100, cure="render it again")
