"""The networks of the second lecture, checkerboards of up-sampling, and what claims C47 to C49 expect of them.

``python -m lasaft_nb.experiments.lecture`` measures the checkerboards and writes their records.
"""

from pathlib import Path

from lasaft_nb.experiments.experiment import Experiment, Row
from lasaft_nb.metrics.scores import summarise, track_scores
from lasaft_nb.probes import checkerboard
from lasaft_nb.results import records
from lasaft_nb.results.scorecard import Expectation, Measure

# The networks before the thesis (second lecture): Jansson's U-Net with and without skip connections, Wave-U-Net with
# and without context, Demucs.

_SDR = ("SDR",)  # with four sources at once museval takes minutes a network
_FAST = {"lite": {"learning_rate": 1e-3, "steps": 1500}, "long": {"learning_rate": 1e-3}}
_WAVE = {"lite": {"steps": 800}}  # a step costs three times as much


def _wave_unet(name: str, **overrides: object) -> Row:
    return Row(name=name, network="wave_unet", joint=True, overrides=overrides, at=_WAVE, metrics=_SDR)


def _jansson(name: str, **overrides: object) -> Row:
    return Row(name=name, network="jansson_unet", estimation="MME", targets=("vocals",), overrides=overrides, at=_FAST)


LECTURE_NETWORKS = Experiment(
    name="lecture_networks",
    title="U-Net, Wave-U-Net and Demucs",
    rows=(
        _jansson("U-Net"),
        _jansson("U-Net without skips", skips=False),
        _wave_unet("Wave-U-Net", context=True),
        _wave_unet("Wave-U-Net without context", context=False),
        Row(name="Demucs", network="demucs", joint=True, at=_FAST, metrics=_SDR),
        _wave_unet("Wave-U-Net, transposed convolution", context=True, upsampling="transposed"),
        _wave_unet("Wave-U-Net, learned up-sampling", context=True, upsampling="learned"),
    ),
)


# What the lecture's claims on up-sampling, skip connections and context say about numbers (C47, C48, C49).

CHECKERBOARD = "lecture_checkerboard"
N_SEEDS = 50


def _comb(row: str) -> Measure:
    return Measure(experiment=CHECKERBOARD, row=row, target="constant", metric="comb")


def _sdr(row: str, *, target: str = "vocals", statistic: str = "median") -> Measure:
    return Measure(experiment=LECTURE_NETWORKS.name, row=row, target=target, statistic=statistic)


CLAIMS: dict[str, tuple[list[Expectation], str]] = {
    "C47": (
        [
            Expectation(
                says=f"comb level on a constant in dB, kernel {sizes}: transposed convolution above interpolation",
                left=_comb(f"transposed convolution, kernel {sizes}"),
                right=_comb(f"interpolation, then convolution, kernel {sizes}"),
                margin=20.0,
            )
            for sizes in ("5, stride 2", "8, stride 4")
        ],
        "Random weights. Even overlap (8 and 4) rings as well, since the weights' sums differ; linear interpolation "
        "leaves attenuated images; neither says how much a trained network suffers.",
    ),
    "C48": (
        [
            Expectation(
                says="mean gain in SDR of vocals in dB, with skip connections above without",
                left=_sdr("U-Net", statistic="improvement"),
                right=_sdr("U-Net without skips", statistic="improvement"),
            )
        ],
        "Reduced networks, synthetic songs; the published comparison is on iKala.",
    ),
    "C49": (
        [
            Expectation(
                says=f"SDR of {target} in dB, with context above without",
                left=_sdr("Wave-U-Net", target=target),
                right=_sdr("Wave-U-Net without context", target=target),
            )
            for target in ("vocals", "mean")
        ],
        "The published 4.46 against 3.92 is M4 against M2, which differ in context and in stereo; context alone is M3 "
        "against M2, 3.96 against 3.92. Ours are both stereo, 7 levels, scored with overlapping windows.",
    ),
}


def record_checkerboards(*, root: Path | None = None) -> list[Path]:
    """One record per layer of `checkerboard.LAYERS`: its comb level for each of `N_SEEDS` initialisations."""
    paths = []
    for name in checkerboard.LAYERS:
        found = checkerboard.levels(name, n_seeds=N_SEEDS)
        summary = summarise([track_scores(f"initialisation {i}", [level]) for i, level in enumerate(found)])
        record = records.make(
            experiment=CHECKERBOARD,
            row=name,
            preset="lite",
            seed=0,
            dataset={"name": "constant input", "fingerprint": "", "split": "none"},
            scores={"constant": {"comb": dict(summary)}},
            notes=f"Comb level (dB) of a random layer's response to a constant; {checkerboard.FLOOR:.0f} is the floor.",
        )
        paths.append(records.write(record, root))
    return paths


if __name__ == "__main__":
    for path in record_checkerboards():
        print(path)
