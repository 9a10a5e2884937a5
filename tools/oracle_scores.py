"""How hard the mini dataset is: score the best fixed filters on its test songs, and print the data card's table.

`python tools/oracle_scores.py` writes records under data/results/oracle/ and the table between the marks in
data/README.md; `--table` writes the table alone. Ideal masks and the mixture are scored by
`lasaft_nb.experiments.without_networks`. On the validation songs the equaliser and one ideal mask are scored too: they
are the yardsticks of curves over steps, see `lasaft_nb.experiments.curves`. `--yardsticks` scores these alone.
"""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.data import chapter_root, identify, tracks
from lasaft_nb.data.track import Track
from lasaft_nb.experiments.curves import YARDSTICKS
from lasaft_nb.experiments.without_networks import Ideal
from lasaft_nb.metrics.evaluate import evaluate_estimator
from lasaft_nb.results import records
from lasaft_nb.sources import SOURCES
from lasaft_nb.spectrogram import StftConfig
from lasaft_nb.spectrogram.stft import Spectrogram, analyse, synthesise

README = Path(__file__).parent.parent / "data" / "README.md"
BEGIN, END = "<!-- oracle table: written by tools/oracle_scores.py -->", "<!-- end of the oracle table -->"
CONFIG = StftConfig()  # the thesis's 2048/1024
LOWS = (0, 60, 100, 150, 200, 300, 400, 600, 1000, 2000, 4000, 6000)  # Hz
HIGHS = (80, 100, 120, 150, 200, 250, 300, 400, 600, 1000, 2000, 4000, 8000, 22050)  # Hz
# Medians over MUSDB18's 50 test tracks as A. Défossez et al., "Music Source Separation in the Waveform Domain" (2019),
# give them; quoted from memory, their STFT may differ.
MUSDB18 = {"vocals": 9.43, "drums": 8.45, "bass": 7.12, "other": 7.85}


def best_equaliser(track: Track) -> Mapping[str, Waveform]:
    """The best fixed filter for each source: the least-squares gain of each bin, between 0 and 1."""
    mixture = analyse(track.mixture(), CONFIG)
    power = (np.abs(mixture) ** 2).sum(1, keepdims=True) + 1e-12

    def gains(stem: Waveform) -> Spectrogram:
        return np.clip((analyse(stem, CONFIG) * mixture.conj()).real.sum(1, keepdims=True) / power, 0, 1)

    return {
        name: synthesise(gains(stem) * mixture, CONFIG, n_samples=len(stem)) for name, stem in track.stems().items()
    }


def best_band(track: Track) -> Mapping[str, Waveform]:
    """The best single band-pass for each source, of all pairs of `LOWS` and `HIGHS`."""
    mixture = analyse(track.mixture(), CONFIG)
    frequencies = np.arange(CONFIG.n_bins) * track.sample_rate / CONFIG.n_fft
    bands = [(frequencies >= low) & (frequencies < high) for low in LOWS for high in HIGHS if high > low]
    out = {}
    for name, stem in track.stems().items():
        target = analyse(stem, CONFIG)
        wrong = (np.abs(mixture - target) ** 2).sum((0, 1))  # per bin, where the band passes
        lost = (np.abs(target) ** 2).sum((0, 1))  # per bin, where it does not
        band = min(bands, key=lambda band: float(wrong[band].sum() + lost[~band].sum()))
        out[name] = synthesise(mixture * band, CONFIG, n_samples=len(stem))
    return out


ESTIMATORS = {"best fixed equaliser": best_equaliser, "best single band": best_band}
ON_VALIDATION = dict(zip(YARDSTICKS, (best_equaliser, Ideal("IRM1")), strict=True))
ROWS = {  # row of the table: experiment and row of the record
    "mixture as the estimate": ("before_deep_learning", "mixture"),
    "best single band": ("oracle", "best single band"),
    "best fixed equaliser": ("oracle", "best fixed equaliser"),
    "ideal binary mask": ("before_deep_learning", "IBM"),
    "ideal ratio mask, magnitudes": ("before_deep_learning", "IRM1"),
    "ideal ratio mask, powers": ("before_deep_learning", "IRM2"),
}


def measure(estimators: Mapping[str, Callable[[Track], Mapping[str, Waveform]]], *, split: str = "test") -> None:
    root = chapter_root("lite")
    songs = tracks(root, split)
    dataset = {**identify(root), "split": split, "tracks": len(songs)}
    for row, estimate in estimators.items():
        scored = evaluate_estimator(estimate, songs, metrics=("SDR",), jobs=1, progress=False)
        results = {"scores": scored.scores, "mixture": scored.mixture, "seconds": scored.seconds}
        records.write(records.make(experiment="oracle", row=row, preset="lite", seed=0, dataset=dataset, **results))


def table() -> str:
    lines = [f"| SDR (dB) | {' | '.join(SOURCES)} |", "|---|" + "---:|" * len(SOURCES)]
    for title, (experiment, row) in ROWS.items():
        for record in records.find(experiment, row=row, preset="lite"):
            scores = [f"{record['scores'][source]['SDR']['median']:.1f}" for source in SOURCES]
            lines.append(f"| {title} | {' | '.join(scores)} |")
    lines.append(f"| *MUSDB18*, ideal ratio mask | {' | '.join(f'{MUSDB18[source]:.2f}' for source in SOURCES)} |")
    return "\n".join(lines)


def write_table() -> None:
    text = README.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", action="store_true", help="only write the table from the records that are there")
    parser.add_argument("--yardsticks", action="store_true", help="only score the yardsticks of curves over steps")
    asked = parser.parse_args()
    if not asked.table:
        measure(ON_VALIDATION, split="valid")
    if not asked.table and not asked.yardsticks:
        measure(ESTIMATORS)
    write_table()
