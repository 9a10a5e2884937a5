"""Streams of blocks side by side."""

import numpy as np

from lasaft_nb.audio.streams import added, difference, in_step


def blocks(total: int, size: int, channels: int = 2) -> list[np.ndarray]:
    whole = np.arange(total * channels, dtype=np.float32).reshape(total, channels)
    return [whole[start : start + size] for start in range(0, total, size)]


def test_blocks_of_one_tuple_have_one_length_and_nothing_is_lost() -> None:
    pairs = list(in_step(blocks(100, 7), blocks(100, 11)))
    assert all(len(a) == len(b) > 0 for a, b in pairs)
    for place in (0, 1):
        np.testing.assert_array_equal(np.concatenate([pair[place] for pair in pairs]), blocks(100, 100)[0])


def test_what_is_added_can_be_taken_away_again_and_empty_blocks_are_nothing() -> None:
    first, second = blocks(50, 8), [np.zeros((0, 2), np.float32), *blocks(50, 9)]
    both = list(added(first, second))
    np.testing.assert_allclose(np.concatenate(list(difference(both, second))), np.concatenate(first))


def test_a_mono_stream_is_on_both_sides() -> None:
    made = np.concatenate(list(added(blocks(20, 6), blocks(20, 4, channels=1))))
    np.testing.assert_array_equal(made, blocks(20, 20)[0] + blocks(20, 20, channels=1)[0])
