"""Write the players of the first pages, book/_include/listen_*.html: `python tools/make_listen_first.py WEIGHTS`.

One has the true stems of a song, the other the mixture beside what a shipped network extracts from it.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
START, SECONDS = 4.0, 5.0


def players(track, separator) -> dict[str, str]:
    """HTML of the two players for one track of the mini dataset."""
    from lasaft_nb import show
    from lasaft_nb.sources import SOURCES

    rate, cut = track.sample_rate, slice(int(START * track.sample_rate), int((START + SECONDS) * track.sample_rate))
    stems = {source: track.stem(source)[cut] for source in SOURCES}
    whole, [source] = track.mixture(), separator.targets
    estimate = separator.separate(whole, target=source, sample_rate=rate, progress=False)[cut]
    sounds = {"the song": whole[cut], f"{source}, by the network": estimate, f"true {source}": stems[source]}
    label = f"A song, the {source} that a small network extracts from it, and the true {source}"
    return {
        "stems": show.stem_player(stems, rate, "A song as the sum of four sounds", quality=0.7).html,
        "separated": show.stem_player(sounds, rate, label, compare=True, quality=0.7).html,
    }


def main(name: str) -> None:
    """``name`` is that of shipped weights for one source."""
    import lasaft_nb
    from lasaft_nb.data import tracks
    from lasaft_nb.paths import mini_dir

    sys.path.append(str(ROOT / "book" / "_ext"))
    from shared_scripts import without_copies

    separator = lasaft_nb.Separator.from_pretrained(name, engine="torch")
    track = next(track for track in tracks(mini_dir(), "test") if track.name.endswith("pop"))
    for place, html in players(track, separator).items():
        (ROOT / f"book/_include/listen_{place}.html").write_text(without_copies(html)[0] + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
