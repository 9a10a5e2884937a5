"""Seven styles as data: tempo, modes, patches, drum patterns and bass figures.

Drum patterns have sixteen steps a bar: X accented, x normal, o quiet and sometimes left out, O open hi-hat, . rest.
"""

from dataclasses import dataclass

MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
}
PROGRESSIONS = {  # degrees of the scale, one a bar
    "major": ["0453", "5304", "0534", "0354", "3045", "0234", "1405", "0413", "0034", "5434", "0514", "3425"],
    "minor": ["0526", "0656", "0354", "0534", "5600", "0263", "0362", "5260", "0654"],
    "mixolydian": ["0630", "0363", "0063", "3060"],
    "dorian": ["0303", "0360", "0123", "0633"],
}


@dataclass(frozen=True, kw_only=True)
class Style:
    """What a style may draw from."""

    tempo: tuple[float, float]  # beats a minute
    modes: tuple[str, ...]
    guitars: tuple[str, ...]
    pianos: tuple[str, ...]
    basses: tuple[str, ...]
    kits: tuple[str, ...]
    swing: float
    kick: tuple[str, ...]
    snare: tuple[str, ...]
    hihat: tuple[str, ...]
    bass_figures: tuple[str, ...]
    stem_levels: dict[str, float]  # dB on top of the usual balance


STYLES = {
    "pop": Style(
        tempo=(92, 128),
        modes=("major", "minor"),
        guitars=("clean_strum", "clean_arp", "muted"),
        pianos=("block", "arp", "offbeat"),
        basses=("finger", "pick", "synth"),
        kits=("acoustic", "electro"),
        swing=0.0,
        kick=("X.....x.X...o...", "X...o.x.X.....o.", "X..x..x.X..x...."),
        snare=("....X.......X...", "....X..o....X..o", "....X.....o.X..."),
        hihat=("x.x.x.x.x.x.x.x.", "X.x.X.x.X.x.X.xo", "xxx.xxx.xxx.xxx."),
        bass_figures=("rootkick", "8ths", "octave"),
        stem_levels={},
    ),
    "rock": Style(
        tempo=(100, 150),
        modes=("major", "mixolydian", "minor"),
        guitars=("power", "crunch_strum", "power"),
        pianos=("block", "arp", "held"),
        basses=("pick", "finger"),
        kits=("acoustic",),
        swing=0.0,
        kick=("X.....X.X.X.....", "X..X....X..X..x.", "X...x...X.X....."),
        snare=("....X.......X...", "....X.......X.oo"),
        hihat=("X.x.X.x.X.x.X.x.", "X...X...X...X...", "X.x.X.x.X.x.X.O."),
        bass_figures=("8ths", "8ths", "rootkick"),
        stem_levels={"drums": 1, "other": 1.5},
    ),
    "ballad": Style(
        tempo=(70, 88),
        modes=("major", "minor"),
        guitars=("acoustic_arp", "clean_arp", "acoustic_strum"),
        pianos=("ballad", "arp", "held"),
        basses=("finger",),
        kits=("acoustic",),
        swing=0.0,
        kick=("X.......o.X.....", "X.........x.....", "X......xX......."),
        snare=("....x.......x...", "........X......."),
        hihat=("x...x...x...x...", "x.x.x.x.x.x.x.x."),
        bass_figures=("long", "rootkick"),
        stem_levels={"vocals": 1.5, "drums": -4},
    ),
    "funk": Style(
        tempo=(90, 118),
        modes=("dorian", "mixolydian", "minor"),
        guitars=("skank", "muted"),
        pianos=("offbeat", "riff"),
        basses=("slap", "finger"),
        kits=("acoustic",),
        swing=0.06,
        kick=("X..x..x...x..x..", "X.x....x..x.....", "X..x...X..o..x.."),
        snare=("....X..o.o..X..o", "....X.o..o.oX...", "....X..x....X.x."),
        hihat=("XxxxXxxxXxxxXxxx", "X.xxX.xxX.xxX.xO", "xoXoxoXoxoXoxoXo"),
        bass_figures=("sync", "octave"),
        stem_levels={"bass": 1.5, "drums": 1},
    ),
    "dance": Style(
        tempo=(116, 134),
        modes=("minor", "major"),
        guitars=("muted", "clean_arp", "skank"),
        pianos=("offbeat", "block", "riff"),
        basses=("synth", "sub"),
        kits=("electro",),
        swing=0.0,
        kick=("X...X...X...X...", "X...X...X...X.o."),
        snare=("....X.......X...", "....X..o....X..."),
        hihat=("..O...O...O...O.", "x.Xxx.Xxx.Xxx.Xx", "xxXxxxXxxxXxxxXx"),
        bass_figures=("offbeat", "octave", "8ths"),
        stem_levels={"drums": 1.5, "bass": 1, "vocals": -0.5},
    ),
    "folk": Style(
        tempo=(84, 132),
        modes=("major", "mixolydian", "dorian"),
        guitars=("acoustic_strum", "acoustic_arp"),
        pianos=("ballad", "held", "block"),
        basses=("finger",),
        kits=("acoustic",),
        swing=0.04,
        kick=("X.......X.......", "X...x...X...x..."),
        snare=("....x.......x...", "....o..o....x..o"),
        hihat=("..x...x...x...x.", "x.xxx.xxx.xxx.xx"),
        bass_figures=("rootfifth", "long"),
        stem_levels={"drums": -3, "other": 1.5, "vocals": 1},
    ),
    "hiphop": Style(
        tempo=(72, 98),
        modes=("minor", "dorian"),
        guitars=("clean_arp", "muted", "skank"),
        pianos=("riff", "held", "offbeat"),
        basses=("sub", "synth", "finger"),
        kits=("electro", "acoustic"),
        swing=0.12,
        kick=("X..x......x..x..", "X.....xX..x.....", "X......x..X..o.."),
        snare=("....X.......X...", "....X.......X..o"),
        hihat=("x.x.x.xxx.x.x.x.", "x.xxx.x.x.xxx.xx", "x.x.xxx.x.x.x.xx"),
        bass_figures=("sync", "long", "rootkick"),
        stem_levels={"bass": 2, "drums": 1.5, "vocals": 0.5, "other": -1.5},
    ),
}
