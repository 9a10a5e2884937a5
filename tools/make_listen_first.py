"""Write the landing page's players, book/_include/listen.html: `python tools/make_listen_first.py [WEIGHTS…]`.

Two players once the project ships trained weights: the true stems, and the mixture beside what a network makes of it.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
START, SECONDS = 4.0, 5.0


def players(track, separators: dict) -> list[str]:
    """HTML of the players for one track of the mini dataset; ``separators`` maps a source to a Separator."""
    from lasaft_nb import show
    from lasaft_nb.sources import SOURCES

    rate, cut = track.sample_rate, slice(int(START * track.sample_rate), int((START + SECONDS) * track.sample_rate))
    stems = {source: track.stem(source)[cut] for source in SOURCES}
    about = "A generated song: its four true stems"
    made = [show.stem_player(stems, rate, about, quality=0.7).html]
    whole = track.mixture()
    for source, separator in separators.items():
        estimate = separator.separate(whole, target=source, sample_rate=rate, progress=False)[cut]
        sounds = {"mixture": whole[cut], f"separated {source}": estimate, f"true {source}": stems[source]}
        score, doing_nothing = separator.card["scores"][source]["SDR"], separator.card["mixture_sdr"][source]
        label = (
            f"What our small network {separator.name} makes of the mixture; on the test songs its {source} have an SDR "
            f"of {score:.1f} dB in the median, the mixture {doing_nothing:.1f} dB"
        )
        made.append(show.stem_player(sounds, rate, label, compare=True, quality=0.7).html)
    return made


def main(names: list[str]) -> None:
    """``names`` are shipped weights, one for each source to separate; none gives the true stems only."""
    import lasaft_nb
    from lasaft_nb.data import tracks
    from lasaft_nb.paths import mini_dir

    sys.path.append(str(ROOT / "book" / "_ext"))
    from shared_scripts import without_copies

    loaded = [lasaft_nb.Separator.from_pretrained(name, engine="torch") for name in names]
    separators = {separator.targets[0]: separator for separator in loaded}
    track = next(track for track in tracks(mini_dir(), "test") if track.name.endswith("pop"))
    html, _ = without_copies("\n".join(players(track, separators)))  # the page brings the scripts
    (ROOT / "book/_include/listen.html").write_text(html + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
