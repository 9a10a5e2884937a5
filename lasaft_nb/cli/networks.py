"""`lasaft-nb networks`: what `--network` and `from_pretrained` can load."""

import json
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from lasaft_nb.cli.shell import Json


@dataclass(frozen=True, kw_only=True)
class Network:
    """A line of the list; ``sdr`` in dB for each source that has a score, ``megabytes`` of its weights."""

    name: str
    does: str
    sources: tuple[str, ...]
    sample_rate: int  # Hz
    sdr: dict[str, float]
    scored_on: str
    megabytes: float
    licence: str
    where: str

    def line(self) -> str:
        """One line for people."""
        scores = ", ".join(f"{source} {self.sdr[source]:.1f}" for source in self.sources if source in self.sdr)
        told = f"SDR {scores} dB on {self.scored_on}" if scores else "no score known"
        about = f"{self.sample_rate} Hz, {self.megabytes:.1f} MB, {self.licence}, {self.where}"
        return f"{self.name}: {self.does} {', '.join(self.sources)}; {told}; {about}"


def networks(
    *,
    source: Annotated[
        str | None, typer.Option("--target", "-t", help="Only networks that give this source, the best first.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the networks that can be loaded by name: sources, score, sample rate, size, licence, and where they are.

    Scores are medians over the test tracks that are named, as measured when the network was recorded; of the authors'
    networks they are those of their paper. A score on generated songs is no score on MUSDB18. Besides these, every
    .safetensors file that `lasaft-nb train` wrote can be loaded by its path.
    """
    from lasaft_nb.errors import UserError
    from lasaft_nb.inference import official
    from lasaft_nb.inference.pretrained import known_names

    found = [_released(name) if name in official.names() else _shipped(name) for name in known_names()]
    if source is not None:
        if not any(source in one.sources for one in found):
            known = sorted({name for one in found for name in one.sources})
            raise UserError(f"no network gives {source!r}; sources are {', '.join(known)}")
        found = sorted((one for one in found if source in one.sources), key=lambda one: -one.sdr.get(source, -99.0))
    if as_json:
        typer.echo(json.dumps({"networks": [asdict(one) for one in found]}, indent=1))
    else:
        typer.echo("\n".join(one.line() for one in found))


def _released(name: str) -> Network:
    from lasaft_nb.inference.official import FOLDERS, RELEASES, where

    parts = [RELEASES[part] for part in FOLDERS.get(name, (name,))]
    scored = parts[0].vocals_sdr
    return Network(
        name=name,
        does="gives",
        sources=tuple(source for part in parts for source in part.targets),
        sample_rate=parts[0].sample_rate,
        sdr={} if scored is None else {"vocals": scored},
        scored_on="" if scored is None else "MUSDB18 (their paper)",
        megabytes=sum(part.n_bytes for part in parts) / 1e6,
        licence="MIT",
        where=str(where(name)),
    )


def _shipped(name: str) -> Network:
    from lasaft_nb.inference.pretrained import card_of, find

    card, path = card_of(name), find(name)
    scores = card.get("scores") or {}
    reads = str(card["model"]["network"]).startswith("amss")
    return Network(
        name=name,
        does="reads sentences about" if reads else "gives",
        sources=tuple(card["model"]["targets"]),
        sample_rate=int(card["model"]["sample_rate"]),
        sdr={source: score["SDR"] for source, score in scores.items() if score.get("SDR") is not None},
        scored_on=str((card.get("dataset") or {}).get("name") or "its test tracks"),
        megabytes=round(path.stat().st_size / 1e6, 2),
        licence="MIT",
        where="shipped",
    )
