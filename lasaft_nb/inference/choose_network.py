"""Which network separates, when nobody says which: the authors' for vocals where it can be had, else our best."""

import warnings
from dataclasses import dataclass
from typing import Any, Unpack

from lasaft_nb.errors import Note, UserError
from lasaft_nb.inference import official
from lasaft_nb.inference.chunked import Options
from lasaft_nb.inference.pretrained import card_of, load, pretrained_names
from lasaft_nb.inference.separator import REST, Separator
from lasaft_nb.sources import SOURCES

AUTHORS_VOCALS = "tdc_17_vocals_top1"
ALL_STEMS = "mdx_net_a"  # the authors' networks of 2021, one a source


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A network, and the targets it is to give."""

    separator: Separator
    targets: tuple[str, ...]

    def sdr(self, target: str) -> float | None:
        """Median SDR in dB that the network's card states for a target; None where it states none."""
        found = _sdr(self.separator.card, target)
        return None if found == float("-inf") else found

    def describe(self) -> str:
        """One line: the network, what it gives, and how good it is."""
        scores = [text for target in self.targets if (text := _score_text(self.separator.card, target))]
        score = f" (SDR {', '.join(scores)})" if scores else " (no score known)"
        return f"{', '.join(self.targets)}: {self.separator.name}{score}"


def choose(targets: tuple[str, ...] | None, *, network: str | None = None, **options: Unpack[Options]) -> list[Choice]:
    """Networks that together give ``targets`` (None: all there are), each loaded once.

    All there are come from the authors' MDX-Net of 2021 where its four files can be had. A single source comes from it
    where its file is there already, vocals else from the authors' network of 2020, others from the best shipped one.

    Args:
        targets: names of sources, and "no_vocals" and the like for the song without one.
        network: a name or path of weights, shipped or the authors'; None for the best known one per target.
        **options: those of `Separator`, such as ``device`` and ``engine``.

    Raises:
        UserError: unknown network or target, or no network for a target.
    """
    if network is not None:
        separator = Separator.from_pretrained(network, **options)
        return [Choice(separator=separator, targets=separator.chosen(targets))]
    if targets is None:
        try:
            return [Choice(separator=Separator.of(load(ALL_STEMS), **options), targets=SOURCES)]
        except UserError as error:
            say = f"the authors' networks for all sources can't be had ({error}); others take their place"
            warnings.warn(say, Note, stacklevel=2)
    chosen: dict[str, list[str]] = {}
    separators: dict[str, Separator] = {}
    by_source: dict[str, Separator] = {}
    for target in targets or SOURCES:
        source = target.removeprefix(REST)
        if source not in by_source:
            by_source[source] = _best(source, known=separators, **options)
        separator = by_source[source]
        separators[separator.name] = separator
        chosen.setdefault(separator.name, []).append(target)
    return [Choice(separator=separators[name], targets=tuple(names)) for name, names in chosen.items()]


def _best(target: str, *, known: dict[str, Separator], **options: Unpack[Options]) -> Separator:
    if target not in SOURCES:
        raise UserError(f"target {target!r} is no source; sources are {', '.join(SOURCES)}")
    reason = None
    if official.find(f"{ALL_STEMS}_{target}") is not None:
        return Separator.of(load(f"{ALL_STEMS}_{target}"), **options)
    if target == "vocals":
        try:
            authors = load(AUTHORS_VOCALS)
        except UserError as error:
            reason = error
        else:
            return Separator.of(authors, **options)
    name = best_shipped(target)
    if name is None:
        raise reason or UserError(f"no shipped network gives {target}; train one (`lasaft-nb train --help`)")
    if reason is not None:
        warnings.warn(f"the authors' network can't be had ({reason}); {name} takes its place", Note, stacklevel=2)
    return known.get(name) or Separator.from_pretrained(name, **options)


def best_shipped(target: str) -> str | None:
    """The shipped network with the highest SDR on its test tracks for ``target``, or None."""
    cards = {name: card_of(name) for name in pretrained_names()}
    scores = {name: _sdr(card, target) for name, card in cards.items() if target in card["model"]["targets"]}
    return max(scores, key=lambda name: scores[name], default=None)


def _sdr(card: dict[str, Any], target: str) -> float:
    """Median SDR in dB that the card states for ``target``; minus infinity where it states none."""
    value = (card.get("scores") or {}).get(target, {}).get("SDR")
    return float("-inf") if value is None else float(value)


def _score_text(card: dict[str, Any], target: str) -> str:
    sdr = _sdr(card, target)
    if sdr == float("-inf"):
        return ""
    where = card.get("scored_on") or (card.get("dataset") or {}).get("name") or "its test tracks"
    return f"{sdr:.1f} dB for {target} on {where}"
