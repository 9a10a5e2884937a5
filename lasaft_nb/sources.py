"""The four sources of a song, as MUSDB18 names them."""

SOURCES = ("vocals", "drums", "bass", "other")  # the order of every tensor of stems, and of conditions
