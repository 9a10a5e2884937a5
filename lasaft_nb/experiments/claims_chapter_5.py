"""What the claims of chapter 5 say about numbers.

Tables 5.2 and 5.3 (C35 to C39), inside AMSS-Net (C40 to C44), what it keeps (C45).
"""

from lasaft_nb.aml.command import TARGETS
from lasaft_nb.experiments import amss_analysis, latent_sources
from lasaft_nb.experiments.amss_benchmark import EXPERIMENT, NOTHING, PRESERVATION
from lasaft_nb.metrics.manipulation import ALL, BENCHMARK, METRIC
from lasaft_nb.results.scorecard import ALIKE, Expectation, Measure
from lasaft_nb.sources import SOURCES

AMSS, NO_CSA, NO_SMPOCM, ONLY = "AMSS-Net", "AMSS-Net w/o CSA", "AMSS-Net w/o SMPoCM", "AMSS-Net separate-only"
LATE_KEYS = "AMSS-Net, keys after SMPoCM"
ARTEFACT_MARGIN = 1.0  # dB
PLAIN_MARGIN = 0.5  # dB
PUBLISHED_GAP = 0.59  # dB of mean SDR between AMSS-Net and LaSAFT-GPoCM-Net_11 in Table 5.2
BUDGET = "Reduced networks on synthetic songs, minutes in place of two weeks on a GPU."


def _sdr(row: str, target: str, *, experiment: str = "table_5_2") -> Measure:
    return Measure(experiment=experiment, row=row, target=target)


def _mfcc(row: str, task: str) -> Measure:
    return Measure(experiment=EXPERIMENT, row=row, target=task, metric=METRIC, statistic="mean")


def _inside(experiment: str, row: str, target: str, metric: str) -> Measure:
    return Measure(experiment=experiment, row=row, target=target, metric=metric, statistic="mean")


def _helps(without: str, part: str) -> list[Expectation]:
    """A part of the network raises the SDR of all sources but drums, which it leaves as they are."""
    raised = [
        Expectation(
            says=f"SDR of {source} in dB, with {part} above without",
            left=_sdr(AMSS, source),
            right=_sdr(without, source),
        )
        for source in SOURCES
        if source != "drums"
    ]
    same = Expectation(
        says=f"SDR of drums in dB, with {part} near without",
        left=_sdr(AMSS, "drums"),
        right=_sdr(without, "drums"),
        relation="near",
        margin=ALIKE,
    )
    return [*raised, same]


def _nearer_than(row: str, label: str, *, but: str) -> list[Expectation]:
    """On every task but one, AMSS-Net's RMSE-MFCC is smaller than that of ``row``."""
    return [
        Expectation(says=f"{task}: {label} above AMSS-Net", left=_mfcc(row, task), right=_mfcc(AMSS, task))
        for task in BENCHMARK
        if task != but
    ]


CLAIMS: dict[str, tuple[list[Expectation], str]] = {
    "C35": (
        [
            Expectation(
                says=f"mean SDR in dB, {row} at most {gap} below GPoCM CUNet + LaSAFT",
                left=_sdr(row, "mean"),
                right=_sdr("GPoCM CUNet + LaSAFT", "mean", experiment="table_4_1"),
                margin=-gap,
            )
            for row, gap in ((AMSS, PUBLISHED_GAP), (ONLY, ALIKE))
        ],
        "The allowed distance is the published one (0.59 dB), and for the network that only separates what counts as "
        "about equal (0.3 dB). The networks were trained for different numbers of steps. " + BUDGET,
    ),
    "C36": (_helps(NO_CSA, "CSA"), BUDGET),
    "C37": (_helps(NO_SMPOCM, "SMPoCM"), BUDGET),
    "C38": (
        [
            *_nearer_than(NO_CSA, "w/o CSA", but="highpass filter, vocals"),
            *_nearer_than(NO_SMPOCM, "w/o SMPoCM", but=""),
        ],
        "RMSE-MFCC, smaller is better. Of 41 comparisons some fall by chance. " + BUDGET,
    ),
    "C39": (
        _nearer_than(NOTHING, "no manipulation", but="lowpass filter, bass"),
        "RMSE-MFCC, smaller is better; at 22.05 kHz, so reference losses differ from the published ones. " + BUDGET,
    ),
    "C40": (
        [
            Expectation(
                says="sub-sources (of eight) that have a latent channel of their own, at least one",
                left=_inside(latent_sources.LATENT_CHANNELS, AMSS, "mixture", "single"),
                right=0.0,
                margin=1.0,
            ),
            Expectation(
                says="correlation of held-out channels above chance, trained above untrained",
                left=_inside(latent_sources.LATENT_CHANNELS, AMSS, "mixture", "gain"),
                right=_inside(latent_sources.LATENT_CHANNELS, latent_sources.UNTRAINED_AMSS, "mixture", "gain"),
                margin=latent_sources.MARGIN,
            ),
        ],
        "The thesis judges by ear. A channel counts as one instrument if, on songs that did not choose it, it follows "
        "that instrument more than any other and more than the mixture does. " + BUDGET,
    ),
    "C41": (
        [
            Expectation(
                says=f"artefacts in dB re the output after twenty times highpass to drums, {row} above {AMSS}",
                left=_inside(amss_analysis.PROGRESSIVE, row, "step 20", "artefacts"),
                right=_inside(amss_analysis.PROGRESSIVE, AMSS, "step 20", "artefacts"),
                margin=ARTEFACT_MARGIN,
            )
            for row in (NO_CSA, NO_SMPOCM)
        ],
        "The thesis judges by eye and ear; here an artefact is what no filter on a true source explains. " + BUDGET,
    ),
    "C42": (
        [
            Expectation(
                says=f"{kind} to {source}: dB of the source that {step} takes more",
                left=_inside(amss_analysis.LEVELS, AMSS, f"{kind}, {source}", step),
                right=0.0,
            )
            for kind in amss_analysis.FILTERS
            for source in TARGETS
            for step in ("light to medium", "medium to heavy")
        ],
        "Each adjective has to take more of the named source than the one before it. " + BUDGET,
    ),
    "C43": (
        [
            Expectation(
                says=f"{kind} to {source}, level of the source in dB, no adjective near medium",
                left=_inside(amss_analysis.AMSS_SOURCES, AMSS, amss_analysis.filter_sentence(kind, source), "level"),
                right=_inside(
                    amss_analysis.AMSS_SOURCES, AMSS, amss_analysis.filter_sentence(kind, source, "medium"), "level"
                ),
                relation="near",
                margin=PLAIN_MARGIN,
            )
            for kind in amss_analysis.FILTERS
            for source in TARGETS
        ],
        "By definition of the grammar the two are one command; this asks whether the network has learned it. " + BUDGET,
    ),
    "C44": (
        [
            Expectation(
                says=f"dereverberation, {source}: no manipulation above AMSS-Net",
                left=_mfcc(NOTHING, f"dereverberation, {source}"),
                right=_mfcc(AMSS, f"dereverberation, {source}"),
            )
            for source in TARGETS
        ],
        "RMSE-MFCC, smaller is better. Masks can't undo a phase, so this asks for a drier spectrum only. " + BUDGET,
    ),
    "C45": (
        [
            Expectation(
                says="SDR in dB of songs without the named source, keys before the manipulation above keys after it",
                left=_sdr(AMSS, ALL, experiment=PRESERVATION),
                right=_sdr(LATE_KEYS, ALL, experiment=PRESERVATION),
            )
        ],
        "The network is told to change a source that is not there; what comes back is compared with what went in. The "
        "two networks differ in nothing but what the keys are made from. " + BUDGET,
    ),
}
