"""The answers of the chapter on estimation methods agree with the library."""

import numpy as np
import torch

from lasaft_nb.exercises.estimation_methods import EXERCISES
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.spectrogram import by_name


def best(name: str, target: np.ndarray, mixture: np.ndarray) -> np.ndarray:
    four = [torch.tensor(np.atleast_1d(x), dtype=torch.complex64).view(1, 1, 1, -1) for x in (mixture, target)]
    return by_name(name).best(*four).numpy().ravel()


def test_channels_are_those_of_the_library() -> None:
    assert EXERCISES["channels"].is_right(by_name("CME-tanh").in_channels(2))
    assert EXERCISES["channels"].is_right(by_name("CME-tanh").out_channels(2))


def test_a_mask_of_zeros_before_the_sigmoid_scores_what_the_answer_says() -> None:
    sound = np.random.default_rng(0).standard_normal((1000, 2))
    assert EXERCISES["zero"].is_right(framewise_sdr(sound, sound / 2, 1000)[0])


def test_the_best_magnitude_mask_is_the_library_s() -> None:
    assert EXERCISES["mask"].is_right(lambda target, mixture: np.abs(best("MME", target, mixture)) / np.abs(mixture))
    assert not EXERCISES["mask"].is_right(lambda target, mixture: np.abs(target) / np.abs(mixture))


def test_what_a_channelwise_mask_leaves_is_the_library_s() -> None:
    assert EXERCISES["left"].is_right(lambda t, m: float(np.abs(best("CME-tanh", t, m) - t)[0]))
    assert not EXERCISES["left"].is_right(lambda t, m: float(np.abs(best("CME-tanh-complex", t, m) - t)[0]))
