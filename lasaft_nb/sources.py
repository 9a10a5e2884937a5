"""The four sources of a song, as MUSDB18 names them, and what they are made of in a generated song."""

SOURCES = ("vocals", "drums", "bass", "other")  # the order of every tensor of stems, and of conditions
PARTS = {  # the eight true sub-sources of a generated song; the bass is a source and a part at once
    "vocals": ("female", "male"),
    "drums": ("kick", "snare", "hihat"),
    "bass": ("bass",),
    "other": ("piano", "guitar"),
}
SUB_SOURCES = tuple(part for parts in PARTS.values() for part in parts)  # the thesis's eight latent sources
