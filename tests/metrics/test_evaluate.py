import numpy as np
import pytest

from lasaft_nb import Separator
from lasaft_nb.data import chapter_root
from lasaft_nb.data import tracks as tracks_of
from lasaft_nb.errors import UserError
from lasaft_nb.metrics.bss_eval import bss_eval, load_museval
from lasaft_nb.metrics.evaluate import evaluate_estimator, evaluate_tracks
from lasaft_nb.models.source_model import ModelConfig, build_model
from tests.toy_tracks import RATE, HalfOfTheMixture, ToyTrack


def _truth(track: ToyTrack) -> dict[str, np.ndarray]:
    return {name: 0.9 * stem for name, stem in track.stems().items()}


def test_a_split_is_scored_as_the_median_of_its_tracks_medians(tracks, separator) -> None:
    evaluation = evaluate_tracks(separator, tracks, progress=False)
    by_hand = [
        bss_eval(
            track.stems(),
            {t: separator.separate(track.mixture(), t, sample_rate=RATE, progress=False) for t in separator.targets},
            RATE,
        )
        for track in tracks
    ]
    for target in separator.targets:
        for metric in ("SDR", "ISR", "SIR", "SAR"):
            medians = [scores[target].median(metric) for scores in by_hand]
            assert evaluation.median(target, metric) == pytest.approx(np.median(medians), abs=1e-4)
            assert evaluation.scores[target][metric]["mean"] == pytest.approx(np.mean(medians), abs=1e-4)


def test_two_processes_and_one_give_the_same_scores(tracks, separator) -> None:
    one, two = (evaluate_tracks(separator, tracks, metrics=("SDR",), jobs=jobs, progress=False) for jobs in (1, 2))
    assert one.scores == two.scores


def test_plain_sdr_is_musevals(tracks, separator) -> None:
    plain, full = (
        evaluate_tracks(separator, tracks[:1], metrics=m, progress=False) for m in (("SDR",), ("SDR", "SIR"))
    )
    assert plain.scores["vocals"]["SDR"] == full.scores["vocals"]["SDR"]
    assert set(full.scores["vocals"]) == {"SDR", "SIR"}


def test_the_mixture_is_scored_beside(tracks, separator) -> None:
    evaluation = evaluate_tracks(separator, tracks, ["drums"], metrics=("SDR",), progress=False)
    expected = bss_eval(tracks[0].stems()["drums"], tracks[0].mixture(), RATE).median()
    assert evaluation.mixture["drums"]["SDR"]["per_track"][0]["median"] == pytest.approx(expected, abs=1e-4)
    assert set(evaluation.scores) == {"drums"}


def test_museval_reads_the_files_it_is_left(tracks, separator, tmp_path) -> None:
    evaluation = evaluate_tracks(separator, tracks, museval_dir=tmp_path, progress=False)
    store = load_museval().EvalStore()
    store.add_eval_dir(tmp_path)
    table = store.agg_frames_tracks_scores()
    for target in separator.targets:
        assert float(table[target, "SDR"]) == pytest.approx(evaluation.median(target), abs=1e-4)
        assert float(table[target, "SIR"]) == pytest.approx(evaluation.median(target, "SIR"), abs=1e-4)


def test_a_source_that_never_plays_is_left_out_and_noted(tracks, separator) -> None:
    split = [*tracks[:1], ToyTrack("instrumental", 7, silent=("vocals",))]
    evaluation = evaluate_tracks(separator, split, metrics=("SDR",), progress=False)
    assert [track["track"] for track in evaluation.scores["vocals"]["SDR"]["per_track"]] == ["toy 0"]
    assert len(evaluation.scores["drums"]["SDR"]["per_track"]) == 2
    assert evaluation.notes[0] == "instrumental: vocals is silent in the reference or the estimate, no score"
    assert evaluation.notes[1].startswith("instrumental: drums has no score")  # nothing plays beside them
    assert len(evaluation.notes) == 2


@pytest.mark.parametrize(
    ("odd", "note"),
    [
        (ToyTrack("odd", 7, seconds=0.5), "odd lasts 0.50 s, and scores need a second: no score"),
        (ToyTrack("odd", 7, seconds=0), "odd lasts 0.00 s, and scores need a second: no score"),
        (ToyTrack("odd", 7, opposed=("vocals",)), "odd: left and right of vocals cancel (L = -R), no score"),
        (ToyTrack("odd", 7, silent=("vocals",)), "odd: vocals is silent in the reference or the estimate, no score"),
        (ToyTrack("odd", 7, silent=("vocals", "drums")), "odd: drums is silent in the reference or the estimate"),
    ],
)
def test_what_cannot_be_scored_is_named_and_the_other_tracks_are_scored(
    tracks, separator, tmp_path, odd: ToyTrack, note: str
) -> None:
    for metrics in (("SDR",), ("SDR", "SIR")):
        alone = evaluate_tracks(separator, tracks[:1], metrics=metrics, progress=False)
        found = evaluate_tracks(separator, [odd, *tracks[:1]], metrics=metrics, museval_dir=tmp_path, progress=False)
        assert found.median("vocals") == alone.median("vocals")
        assert [one for one in found.notes if one.startswith(note)]


def test_a_split_in_which_nothing_can_be_scored_is_refused_with_the_reasons(separator) -> None:
    odd = [ToyTrack("A", 7, seconds=0.5), ToyTrack("B", 7, silent=("vocals", "drums"))]
    with pytest.raises(UserError, match=r"no track can be scored \(A lasts 0\.50 s.+; B: .+\); name other tracks"):
        evaluate_tracks(separator, odd, progress=False)


def test_a_target_without_any_score_has_no_median(separator) -> None:
    found = evaluate_tracks(separator, [ToyTrack("A", 7, silent=("vocals",))], metrics=("SDR",), progress=False)
    assert np.isnan(found.median("vocals")) and found.scores.keys() == {"drums"}


@pytest.mark.parametrize("jobs", [0, -2])
def test_a_number_of_processes_that_is_none_is_refused(tracks, separator, jobs: int) -> None:
    with pytest.raises(UserError, match=f"jobs must be 1 or more, or -1 for one process a core, got {jobs}"):
        evaluate_tracks(separator, tracks, jobs=jobs, progress=False)


def test_an_identity_network_scores_like_the_mixture(tracks) -> None:
    evaluation = evaluate_estimator(lambda track: {"vocals": track.mixture()}, tracks[:1], progress=False)
    assert evaluation.scores["vocals"]["SDR"] == evaluation.mixture["vocals"]["SDR"]
    assert evaluation.scores["vocals"]["SIR"]["median"] is None


def test_a_function_of_the_track_is_an_estimator_too(tracks) -> None:
    evaluation = evaluate_estimator(_truth, tracks, metrics=("SDR",), jobs=2, progress=False)
    assert evaluation.median("vocals") == pytest.approx(20, abs=1e-3)


def test_dask_workers_give_the_same_scores(tracks, separator) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        there = evaluate_tracks(separator, tracks, metrics=("SDR",), dask=cluster.scheduler_address, progress=False)
    assert there.scores == evaluate_tracks(separator, tracks, metrics=("SDR",), progress=False).scores


@pytest.mark.stress
def test_a_networks_scores_on_two_dask_processes_are_those_of_one() -> None:
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    config = ModelConfig(
        network="tfc_7", overrides={"n_blocks": 3, "channels": 2, "n_layers": 1}, n_fft=256, hop_length=128
    )
    songs, separator = tracks_of(chapter_root("smoke")), Separator(build_model(config), device="cpu")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        there = evaluate_tracks(separator, songs, metrics=("SDR",), dask=cluster.scheduler_address, progress=False)
    assert there.scores == evaluate_tracks(separator, songs, metrics=("SDR",), progress=False).scores


def test_unknown_targets_and_empty_splits_are_refused(tracks) -> None:
    with pytest.raises(UserError, match="targets must be among vocals, drums, got piano"):
        evaluate_tracks(HalfOfTheMixture(), tracks, ["piano"])
    with pytest.raises(UserError, match="there are no tracks to score; check the data folder"):
        evaluate_tracks(HalfOfTheMixture(), [])
    with pytest.raises(UserError, match="metrics must be some of SDR, ISR, SIR, SAR, got"):
        evaluate_tracks(HalfOfTheMixture(), tracks, metrics=("PESQ",))
