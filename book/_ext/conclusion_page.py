"""The conclusion: five findings in sentences, a figure of gains for each chapter, and what is left to settle.

A sentence that depends on a verdict is chosen by it, so that the page changes with the records.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from page_html import raw
from scorecard_page import SIGNS, claim_link

from lasaft_nb import show
from lasaft_nb.experiments import settle
from lasaft_nb.experiments.claims import gains
from lasaft_nb.results.scorecard import entry, scorecard
from lasaft_nb.show.plots import measured_in_words

TITLES = {
    3: "The gains of chapter 3, dedicated networks",
    4: "The gains of chapter 4, conditioned networks",
    5: "The gains of chapter 5, networks that follow sentences",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A question, the answer to each verdict, and the claims that it rests on.

    The verdict is that of the gain called ``gain`` in ``chapter``; without one, that of the first claim.
    """

    question: str
    answers: dict[str, str]
    claims: tuple[str, ...]
    chapter: int = 0
    gain: str = ""

    def evidence(self) -> dict[str, Any] | None:
        """The line of the chapter's gains."""
        lines = _gains(self.chapter).to_dict("records") if self.gain else []
        return next((one for one in lines if one["gain"] == self.gain), None)

    def verdict(self) -> str:
        """By which the answer is chosen."""
        found = self.evidence()
        return str(found["verdict"] if found else scorecard().set_index("id").loc[self.claims[0], "verdict"])


NOBODY_KNOWS = "We have not measured this."
FINDINGS = (
    Finding(
        question="Does a fully-connected layer along frequency (TDF) improve a U-Net?",
        chapter=3,
        gain="a TDF in the large network",
        claims=("C12", "C07", "C08", "C10"),
        answers={
            "agrees": "Yes. With enough songs and steps, the large network with TDFs separates vocals better than the "
            "same network without them. This is the thesis's main claim, and we find it again.",
            "reversed": "Not in our small world: the large network without TDFs separates vocals better. This "
            "contradicts the thesis's main claim.",
            "undecided": "We can't tell yet. Our trainings of the large network with and without TDFs differ by less "
            "than their seeds do, or they have learned too little to be compared.",
            "not run": NOBODY_KNOWS,
        },
    ),
    Finding(
        question="Is it better to estimate complex spectrograms than magnitudes?",
        chapter=3,
        gain="complex instead of magnitude (vocals)",
        claims=("C04", "C01", "C02", "C11"),
        answers={
            "agrees": "Yes. A network that estimates the complex spectrogram (DCSE) separates vocals better than one "
            "that estimates magnitudes and keeps the phase of the mixture (DME), as the thesis says.",
            "reversed": "Not here. A network that estimates magnitudes and keeps the phase of the mixture (DME) "
            "separates our vocals better than one that estimates the complex spectrogram (DCSE).",
            "undecided": "This is open for vocals. The difference between DCSE, which estimates the complex "
            "spectrogram, and DME, which keeps the phase of the mixture, does not stand out from the noise of our "
            "seeds, or its noise is not measured yet.",
            "not run": NOBODY_KNOWS,
        },
    ),
    Finding(
        question="Does a conditioned network gain from frequency transformations for latent sources (LaSAFT)?",
        chapter=4,
        gain="GPoCM: LaSAFT instead of TDF",
        claims=("C26", "C25", "C30"),
        answers={
            "agrees": "Yes. With LaSAFT in place of a plain TDF the conditioned network gains in the mean of the four "
            "sources, as in the thesis.",
            "reversed": "Not here. With a plain TDF the conditioned network is ahead of the one with LaSAFT.",
            "undecided": "This is open. The conditioned networks with LaSAFT and with a plain TDF are too near to "
            "each other for the seeds we have, or no better than a fixed equaliser.",
            "not run": NOBODY_KNOWS,
        },
    ),
    Finding(
        question="Can one conditioned network replace four dedicated ones?",
        chapter=4,
        gain="GPoCM + LaSAFT instead of dedicated",
        claims=("C29", "C24", "C27"),
        answers={
            "agrees": "Yes, nearly. The best conditioned network is at most a few tenths of a decibel below four "
            "dedicated networks, as in the thesis.",
            "reversed": "Not here. The best conditioned network stays clearly below four dedicated ones.",
            "undecided": "This is open. How far the best conditioned network is below four dedicated ones is not "
            "known well enough, or it is no better than a fixed equaliser.",
            "not run": NOBODY_KNOWS,
        },
    ),
    Finding(
        question="Can a network change a song as a sentence asks for (AMSS-Net)?",
        claims=("C39", "C38", "C35", "C42"),
        answers={
            "agrees": "Yes. In every task but the one that the thesis excepts, AMSS-Net comes nearer to the wanted "
            "song than the unchanged one is.",
            "partly": "In part. In some tasks AMSS-Net comes nearer to the wanted song than the unchanged one is, and "
            "in others it does not, or not surely.",
            "reversed": "Not here: in some tasks the unchanged song is nearer to the wanted one than what AMSS-Net "
            "makes of it, and in no task is the opposite sure.",
            "undecided": "This is open. In no task do we know, against the noise of seeds, whether AMSS-Net comes "
            "nearer to the wanted song than the unchanged one is.",
            "not run": NOBODY_KNOWS,
        },
    ),
)


@cache
def _gains(chapter: int) -> Any:
    return gains(chapter)


def findings(*, page: str, book: Path, repository: str) -> str:
    """The five findings: question, answer, numbers, and the verdicts of the claims behind it."""
    return "\n".join(f"{number}. {_in_words(one, page)}\n" for number, one in enumerate(FINDINGS, start=1))


def _in_words(found: Finding, page: str) -> str:
    verdicts = ", ".join(claim_link(claim, page) for claim in found.claims)
    return f"**{found.question}** {found.answers[found.verdict()]} {_numbers(found)} Claims: {verdicts}."


def _numbers(found: Finding) -> str:
    line = found.evidence()
    if line is None:
        return _tasks(found.claims[0])
    return f"In dB of SDR: {measured_in_words(line)}."


def _tasks(claim_id: str) -> str:
    """How many parts of a claim point the claim's way, whatever their noise, and how many do so surely."""
    parts = [one for one in entry(claim_id)["expectations"] if one["values"]]
    if not parts:
        return ""
    ahead = sum(one["values"][0] > one["values"][1] for one in parts)
    sure = sum(one["verdict"] == "agrees" for one in parts)
    return f"Our means say so in {ahead} of {len(parts)} tasks; in {sure} of these the difference is larger than the noise."


def gains_of(chapter: int) -> Any:
    """The generator of a chapter's figure."""

    def figure(*, page: str, book: Path, repository: str) -> str:
        return raw(show.gains(_gains(chapter), TITLES[chapter]).html)

    return figure


def open_claims(*, page: str, book: Path, repository: str) -> str:
    """How many claims are open, and what all of them together would cost."""
    card = scorecard()
    names = [name for name in card["id"] if any(one["verdict"] in settle.OPEN for one in entry(name)["expectations"])]
    found = settle.plan(*names)
    verdicts = card.set_index("id").loc[names, "verdict"]
    kinds = ", ".join(
        f"{SIGNS[verdict]} {(verdicts == verdict).sum()} {verdict}" for verdict in SIGNS if (verdicts == verdict).any()
    )
    if found is None:
        return "No claim has an open part.\n"
    cost = f"For all of them together are missing: {settle.trainings_in_words(found)}." if found.trainings else ""
    return f"{len(names)} claims have at least one part that is open ({kinds}). {cost}\n"
