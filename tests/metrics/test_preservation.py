import numpy as np

from lasaft_nb.aml import parse
from lasaft_nb.metrics.preservation import ALL, COMMANDS, evaluate_preservation
from lasaft_nb.sources import SOURCES

RATE = 8000


class Song:
    """Three seconds of noise."""

    name, sample_rate = "song", RATE

    def stems(self) -> dict[str, np.ndarray]:
        """Four stems (n, 2)."""
        random = np.random.default_rng(0)
        return {source: random.uniform(-0.2, 0.2, (3 * RATE, 2)).astype(np.float32) for source in SOURCES}


class Leaky:
    """Passes the song, but loses a tenth of it when told to mute, and half when told to filter."""

    sample_rate = RATE

    def __init__(self) -> None:
        self.heard: list[np.ndarray] = []

    def manipulate(self, source: np.ndarray, sentences: str, /, **options: object) -> np.ndarray:
        """Scaled input."""
        self.heard.append(source)
        return source * {"mute": 0.9, "lowpass": 0.5}[parse(sentences).task]


def test_the_score_is_the_sdr_of_songs_that_lack_the_named_source() -> None:
    leaky = Leaky()
    scores = evaluate_preservation(leaky, [Song()])
    assert scores["mute, bass"]["SDR"]["median"] == 20
    assert abs(scores["lowpass, vocals"]["SDR"]["median"] - 6.0206) < 1e-3
    assert len(scores[ALL]["SDR"]["per_track"][0]["frames"]) == 3 * len(COMMANDS)
    stems = Song().stems()
    without_vocals = sum(stems[source].astype(float) for source in ("drums", "bass", "other"))
    np.testing.assert_allclose(leaky.heard[0], without_vocals, atol=1e-6)
