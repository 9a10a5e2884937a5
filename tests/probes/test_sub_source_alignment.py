import numpy as np
import pytest

from lasaft_nb.probes.sub_source_alignment import align, best_assignment, correlations

RATE = 8000


def sounds(seed: int = 0) -> dict[str, np.ndarray]:
    time = np.arange(2 * RATE) / RATE
    noise = np.random.default_rng(seed).standard_normal((len(time), 2))
    return {
        "low": np.stack([np.sin(2 * np.pi * 200 * time)] * 2, axis=1),
        "high": np.stack([np.sin(2 * np.pi * 3000 * time)] * 2, axis=1),
        "clicks": noise * (time % 0.5 < 0.05)[:, None],
    }


def test_a_sound_correlates_fully_with_itself_at_any_gain_and_hardly_with_others() -> None:
    truths = sounds()
    found = correlations({name: -0.3 * sound for name, sound in truths.items()}, truths)
    np.testing.assert_allclose(np.diag(found), 1, atol=1e-5)
    assert np.abs(found - np.diag(np.diag(found))).max() < 0.1


def test_silence_correlates_with_nothing_and_a_silent_truth_is_not_scored() -> None:
    silent = {"silence": np.zeros((2 * RATE, 2))}
    np.testing.assert_array_equal(correlations(silent, sounds()), np.zeros((1, 3)))
    assert np.isnan(correlations(sounds(), silent)).all()


def test_the_assignment_agrees_with_trying_all_of_them() -> None:
    from itertools import permutations

    matrix = np.random.default_rng(0).standard_normal((3, 4))
    best = max(permutations(range(4), 3), key=lambda columns: matrix[range(3), columns].sum())
    rows, columns = best_assignment(matrix)
    assert (rows.tolist(), tuple(columns)) == ([0, 1, 2], best)


def test_the_same_structure_in_every_song_is_found_on_songs_not_looked_at() -> None:
    random = np.random.default_rng(1)
    structure = 0.5 * np.eye(4, 3)[:, [2, 0, 1]]
    found = align([structure + 0.05 * random.standard_normal((4, 3)) for _ in range(6)])
    assert sorted(found.pairs) == [(0, 1), (1, 2), (2, 0)]
    assert found.gain.min() > 0.2
    assert found.p < 0.01


def test_noise_gains_nothing_on_average_although_the_best_assignment_always_looks_good() -> None:
    random = np.random.default_rng(2)
    gains, p_values, naive = [], [], []
    for _ in range(40):
        matrices = random.standard_normal((6, 4, 4))
        found = align(matrices, n_random=50)
        gains.append(found.gain.mean())
        p_values.append(found.p)
        mean = matrices.mean(0)
        naive.append(mean[tuple(np.array(found.pairs).T)].mean() - mean.mean())
    assert abs(np.mean(gains)) < 0.08 < np.mean(naive)
    assert 0.3 < np.mean(p_values) < 0.7


def test_a_sub_source_that_is_silent_in_one_song_counts_there_as_chance() -> None:
    matrices = np.stack([np.eye(2)] * 3)
    matrices[0, :, 1] = np.nan
    found = align(matrices)
    assert found.found.tolist() == [0.75, 1.0, 1.0]
    assert found.chance.tolist() == [0.5, 0.5, 0.5]


def test_one_song_is_not_enough() -> None:
    with pytest.raises(ValueError, match="matrices must be at least two"):
        align([np.eye(2)])
