"""What a notebook displays: spectrograms, players, weights, tables and code, each with a text that says the same.

Every function returns an object that Jupyter and the book display. It needs no network, and the same input gives the
same bytes, so that re-executed notebooks do not change.
"""

from lasaft_nb.show.audio import player, stem_player
from lasaft_nb.show.code import source
from lasaft_nb.show.html import Html, figure
from lasaft_nb.show.network_pictures import block_picture, diagram, flows, unet_picture
from lasaft_nb.show.playground import playground
from lasaft_nb.show.plots import curves, gains, score_plot
from lasaft_nb.show.quiz import quiz
from lasaft_nb.show.spectrograms import spectrogram, spectrograms
from lasaft_nb.show.syntax_tree import syntax_tree
from lasaft_nb.show.tables import heat, table
from lasaft_nb.show.weights import weight_map

__all__ = [
    "Html",
    "block_picture",
    "curves",
    "diagram",
    "figure",
    "flows",
    "gains",
    "heat",
    "player",
    "playground",
    "quiz",
    "score_plot",
    "source",
    "spectrogram",
    "spectrograms",
    "stem_player",
    "syntax_tree",
    "table",
    "unet_picture",
    "weight_map",
]
