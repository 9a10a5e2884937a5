import numpy as np

from lasaft_nb.synth.keyed_random import KeyedRandom


def test_a_key_always_gives_the_same_numbers() -> None:
    random = KeyedRandom("song", 1)
    numbers = [round(random.uniform(), 9) for _ in range(3)]
    assert numbers == [0.261547226, 0.582041692, 0.027320385]


def test_a_child_does_not_depend_on_what_its_parent_drew() -> None:
    fresh, used = KeyedRandom("a"), KeyedRandom("a")
    used.uniforms(0, 1, 100)
    assert fresh.child("b").uniform() == used.child("b").uniform() != fresh.child("c").uniform()


def test_draws_have_the_moments_they_should() -> None:
    random = KeyedRandom("moments")
    normal, noise = random.gaussians(2.0, 100_000), random.noise(100_000)
    np.testing.assert_allclose([normal.mean(), normal.std(), noise.std()], [0, 2, 1], atol=0.03)
    assert {random.integer(1, 3) for _ in range(100)} == {1, 2, 3}


def test_weights_say_how_often_a_choice_is_picked() -> None:
    random = KeyedRandom("weights")
    picked = [random.pick("abc", (3, 1, 0)) for _ in range(4000)]
    assert 0.72 < picked.count("a") / 4000 < 0.78 and "c" not in picked
