import numpy as np

from lasaft_nb.metrics.scores import collect


def test_frames_and_single_numbers_are_collected_alike_and_tracks_may_lack_some() -> None:
    scores = collect(
        {
            "one": {"drums": {"SDR": np.array([1.0, np.nan, 5.0]), "gate": 0.25}},
            "two": {"drums": {"SDR": np.array([np.inf, 7.0])}, "bass": {"gate": np.nan}},
        }
    )
    assert scores["drums"]["SDR"] == {
        "median": 5.0,
        "mean": 5.0,
        "per_track": [
            {"track": "one", "median": 3.0, "frames": [1.0, None, 5.0]},
            {"track": "two", "median": 7.0, "frames": [None, 7.0]},
        ],
    }
    assert [track["track"] for track in scores["drums"]["gate"]["per_track"]] == ["one"]
    assert scores["drums"]["gate"]["mean"] == 0.25
    assert scores["bass"]["gate"] == {
        "median": None,
        "mean": None,
        "per_track": [{"track": "two", "median": None, "frames": [None]}],
    }
