import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.metrics.bss_eval import METRICS, bss_eval, load_museval

RATE = 1000
NAMES = ("vocals", "bass")


@pytest.fixture(scope="module")
def stems() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    stems = {name: 0.1 * rng.standard_normal((4 * RATE, 2)) for name in NAMES}
    stems["bass"][RATE : 2 * RATE] = 0  # one silent second
    return stems


@pytest.fixture(scope="module")
def estimates(stems: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    mixture = sum(stems.values())
    return {name: 0.7 * stem + 0.2 * mixture for name, stem in stems.items()}


def test_numbers_are_musevals_own_in_every_frame(stems, estimates) -> None:
    ours = bss_eval(stems, estimates, RATE)
    official = load_museval().evaluate(
        np.stack(list(stems.values())), np.stack(list(estimates.values())), win=RATE, hop=RATE, mode="v4"
    )
    for metric, table in zip(METRICS, official, strict=True):
        for name, frames in zip(NAMES, table, strict=True):
            assert np.array_equal(ours[name][metric], frames, equal_nan=True)
            assert ours[name].median(metric) == np.nanmedian(frames)
            assert ours[name].mean(metric) == np.nanmean(frames)


def test_medians_are_those_of_musevals_track_report(stems, estimates) -> None:
    class Target:
        def __init__(self, audio):
            self.audio = audio

    class Track:
        name, rate, targets = "made up", RATE, {name: Target(stem) for name, stem in stems.items()}

    report = load_museval().eval_mus_track(Track, estimates).df.groupby(["target", "metric"])["score"].median()
    for name, scores in bss_eval(stems, estimates, RATE).items():
        for metric, median in scores.medians.items():
            assert median == pytest.approx(float(report[name, metric]), abs=1e-5)


def test_one_silent_second_of_one_source_takes_the_second_from_all(stems, estimates) -> None:
    scores = bss_eval(stems, estimates, RATE)
    assert all(np.isnan(scores[name].sdr).tolist() == [False, True, False, False] for name in NAMES)
    assert np.isfinite(scores["vocals"].median())


def test_one_source_with_the_mixture_is_scored_against_its_accompaniment(stems, estimates) -> None:
    mixture = sum(stems.values())
    one = bss_eval(stems["vocals"], estimates["vocals"], RATE, mixture=mixture)
    pair = bss_eval(
        {"vocals": stems["vocals"], "rest": mixture - stems["vocals"]},
        {"vocals": estimates["vocals"], "rest": mixture - estimates["vocals"]},
        RATE,
    )["vocals"]
    assert all(np.array_equal(one[metric], pair[metric], equal_nan=True) for metric in METRICS)


def test_one_source_alone_has_no_sir(stems, estimates) -> None:
    alone = bss_eval(stems["vocals"], estimates["vocals"], RATE)
    assert np.isnan(alone.sir).all() and np.isnan(alone.median("SIR"))
    assert np.allclose(alone.sdr[[0, 2, 3]], bss_eval(stems, estimates, RATE)["vocals"].sdr[[0, 2, 3]])


def test_louder_leakage_lowers_sir_and_added_noise_lowers_sar(stems) -> None:
    rest = np.random.default_rng(4).standard_normal(stems["vocals"].shape) / 10
    noise = 0.01 * np.random.default_rng(5).standard_normal(rest.shape)
    score = lambda estimate: bss_eval(stems["vocals"], estimate, RATE, mixture=stems["vocals"] + rest)  # noqa: E731
    few, many = score(stems["vocals"] + 0.01 * rest + noise), score(stems["vocals"] + 0.3 * rest + noise)
    assert few.median("SIR") > many.median("SIR") + 10
    assert few.median("SAR") == pytest.approx(many.median("SAR"), abs=1.5)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s, e: (s | {"bass": 0 * s["bass"]}, e), "the reference of bass is silent throughout"),
        (lambda s, e: (s, e | {"bass": 0 * s["bass"]}), "the estimate of bass is silent throughout"),
        (lambda s, e: (s, e | {"bass": e["bass"][:-1]}), r"estimate of bass has shape \(3999, 2\)"),
        (
            lambda s, e: (s, {"vocals": e["vocals"]}),
            r"need the same names, got \['bass', 'vocals'\] and \['vocals'\]",
        ),
        (lambda s, e: (s, e["vocals"]), "both be arrays or both be dicts"),
        (
            lambda s, e: (s | {"bass": s["bass"][:-9]}, e | {"bass": e["bass"][:-9]}),
            r"all sources need one shape, got vocals \(4000, 2\)",
        ),
    ],
)
def test_stems_that_do_not_fit_are_refused_in_words(stems, estimates, change, words) -> None:
    with pytest.raises(UserError, match=words):
        bss_eval(*change(stems, estimates), RATE)


def test_a_mixture_of_another_length_is_refused(stems) -> None:
    with pytest.raises(UserError, match=r"mixture has shape \(10, 2\) but the source \(4000, 2\)"):
        bss_eval(stems["vocals"], stems["vocals"], RATE, mixture=np.ones((10, 2)))


BARE = """
from lasaft_nb.metrics.bss_eval import load_museval
import sys
import numpy as np
museval = load_museval()
noise = np.random.default_rng(0).uniform(-1, 1, (2, 2000, 2))
print(museval.evaluate(noise, 0.5 * noise, win=1000, hop=1000)[0].round(3).tolist())
assert load_museval() is museval and "musdb" not in sys.modules
"""
AFTERWARDS = """
try:
    import musdb
except RuntimeError as error:
    print(error)
try:
    museval.musdb.DB
except RuntimeError as error:
    print(error)
assert "musdb" not in sys.modules
"""
WITH_FFMPEG = """
import os
os.environ["PATH"] = FULL
import musdb
assert museval.musdb.DB is musdb.DB and musdb.__file__
"""


def run(code: str, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )


def test_museval_scores_without_ffmpeg(tmp_path: Path) -> None:
    answer = run(BARE, str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "[[6.021, 6.021], [6.021, 6.021]]\n"


def test_musdb_itself_still_asks_for_ffmpeg_there(tmp_path: Path) -> None:
    answer = run(BARE + AFTERWARDS, str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count("ffmpeg or ffprobe could not be found") == 2


def test_who_gets_ffmpeg_later_gets_the_real_musdb(tmp_path: Path) -> None:
    if not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        pytest.skip("the program ffmpeg is not installed")
    answer = run(BARE + WITH_FFMPEG.replace("FULL", repr(os.environ["PATH"])), str(tmp_path))
    assert answer.returncode == 0, answer.stderr
