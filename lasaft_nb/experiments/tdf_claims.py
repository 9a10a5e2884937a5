"""What the claims on the ablation, the TDFs' maps and the silent mixture say (C10-C12, C15-C19; thesis 3.6.5-3.7)."""

from lasaft_nb.experiments import silent_mixture, tdf_reading
from lasaft_nb.probes.silence import FLOOR
from lasaft_nb.results.scorecard import ALIKE, Expectation, Measure

AUDIBLE = -80.0  # dBFS; some 18 dB above the step of 16 bits
SIGMAS = 2.0  # standard deviations of the control
WHOLE = "TFC-TDF, bottleneck yes, DCSE"
NO_BOTTLENECK, DME = "TFC-TDF, bottleneck no, DCSE", "TFC-TDF, bottleneck yes, DME"
NO_TDF = "TFC, bottleneck n/a, DCSE"
SCALES = (512, 256, 128, 64)  # bins


def _table(row: str, *, statistic: str = "median") -> Measure:
    return Measure(experiment="table_3_7", row=row, target="vocals", statistic=statistic)


def _better(left: str, right: str, *, margin: float = 0.0) -> Expectation:
    return Expectation(
        says=f"SDR of vocals in dB, {left} against {right}", left=_table(left), right=_table(right), margin=margin
    )


def _map(target: str, metric: str) -> Measure:
    return Measure(experiment=tdf_reading.LINES, row="encoder 1", target=target, metric=metric)


def _ablated(row: str) -> Measure:
    return Measure(experiment=tdf_reading.ABLATION, row=row, target="vocals")


def _silent(row: str, variant: str = "as trained") -> Measure:
    return Measure(experiment=silent_mixture.SILENCE, row=row, target="vocals", metric=variant)


def _cure(row: str, metric: str) -> Measure:
    return Measure(experiment=silent_mixture.CURE, row=row, target="vocals", metric=metric)


def _noise(row: str, variant: str = "as trained") -> Expectation:
    says = f"level in dBFS of the answer to silence, {row}, {variant}, above {AUDIBLE:.0f}"
    return Expectation(says=says, left=_silent(row, variant), right=AUDIBLE)


CLAIMS: dict[str, tuple[list[Expectation], str]] = {
    "C10": (
        [
            _better(WHOLE, NO_BOTTLENECK, margin=-ALIKE),
            Expectation(
                says="parameters in millions, without bottleneck above with",
                left=_table(NO_BOTTLENECK, statistic="parameters"),
                right=_table(WHOLE, statistic="parameters"),
                margin=0.1,
            ),
        ],
        '"No loss" is read as: at most 0.3 dB lower.',
    ),
    "C11": (
        [_better(WHOLE, DME)],
        "A magnitude network has half the channels at either end, so slightly fewer weights.",
    ),
    "C12": (
        [_better(one, NO_TDF) for one in (WHOLE, NO_BOTTLENECK, DME)],
        "Without TDFs the network is smaller, too; the comparison can't tell reach from size.",
    ),
    "C15": (
        [
            Expectation(
                says="harmonic lines in the first TDF, standard deviations above detuned lines: vocals",
                left=_map("vocals", "z detuned, weights"),
                right=0.0,
                margin=SIGMAS,
            ),
            Expectation(
                says="the same, vocals as trained above vocals before training",
                left=_map("vocals", "z detuned, weights"),
                right=_map("vocals", "z detuned, before training"),
                margin=SIGMAS,
            ),
            Expectation(
                says="the same, vocals above drums",
                left=_map("vocals", "z detuned, weights"),
                right=_map("drums", "z detuned, weights"),
                margin=SIGMAS,
            ),
            Expectation(
                says="part of what the first TDF learned that listens below 300 Hz, bass above vocals",
                left=_map("bass", "share below 300 Hz"),
                right=_map("vocals", "share below 300 Hz"),
                margin=0.1,
            ),
        ],
        "Figure 3.9 is judged by eye in the thesis. A first control (rotated diagonals) was replaced after its first "
        "results, since blocks of low bins pass it. The comparison with the weights before training was added when "
        "these, which are noise, turned out to score 2.6.",
    ),
    "C16": (
        [
            Expectation(
                says=f"SDR of vocals in dB, whole network above that without its TDFs of {size} bins",
                left=_ablated("whole network"),
                right=_ablated(f"without scale of {size} bins"),
            )
            for size in SCALES
        ],
        "TDFs are silenced in the trained network; that shows that it relies on them, not what they compute.",
    ),
    "C17": (
        [
            _noise("DCSE"),
            *(
                Expectation(
                    says=f"level in dBFS of the answer to silence, {row}, is digital silence ({FLOOR:.0f})",
                    left=_silent(row),
                    right=FLOOR,
                    relation="near",
                    margin=1.0,
                )
                for row in ("CME-sigmoid", "CME-tanh")
            ),
        ],
        "The networks for vocals of Table 3.1.",
    ),
    "C18": (
        [
            _noise("DCSE, TDF and last convolution without bias"),
            _noise("DCSE, TDF without bias"),
            _noise("DCSE", "without biases"),
            _noise("DCSE", "without biases and shifts"),
        ],
        "The thesis trained without biases in the TDFs and in the last convolution, which is the first part; the "
        "others are less and more. It is BatchNorm's running means that remain; with them zero as well, silence is "
        "digital silence.",
    ),
    "C19": (
        [
            Expectation(
                says="level in dBFS of the answer to silence, as trained above cured",
                left=_cure("as trained", "level in silence"),
                right=_cure("answer to silence subtracted", "level in silence"),
                margin=20.0,
            ),
            Expectation(
                says="level in dBFS in pauses of the singer, as trained above cured",
                left=_cure("as trained", "level in pauses"),
                right=_cure("answer to silence subtracted", "level in pauses"),
                margin=1.0,
            ),
            Expectation(
                says="SDR of vocals in dB, cured not 0.1 below as trained",
                left=_cure("answer to silence subtracted", "SDR"),
                right=_cure("as trained", "SDR"),
                margin=-0.1,
            ),
        ],
        "The thesis suggests the cure and gives no numbers; ours subtracts everywhere, not only in silence.",
    ),
}
