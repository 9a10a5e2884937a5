"""The pictures of the U-Net and its blocks show the sizes and the reach that the networks have."""

import re

import pytest
import torch

from lasaft_nb import show
from lasaft_nb.experiments.block_analysis import reach_of_blocks
from lasaft_nb.models import zoo
from lasaft_nb.models.unet import UNetSize
from lasaft_nb.show.flow_picture import Arrow, Box, flow_picture
from lasaft_nb.show.network_pictures import BINS, BLOCKS


def test_the_picture_of_a_u_net_has_the_sizes_that_its_blocks_give() -> None:
    network = zoo.build("tfc_7", n_blocks=5, n_layers=1).eval()
    made = []
    for part in (*network.encoders, network.middle, *network.decoders):
        part.register_forward_hook(lambda module, given, y: made.append("×".join(map(str, y.shape[1:]))))
    with torch.no_grad():
        network(torch.zeros(1, 4, 16, 1025))
    drawn = show.unet_picture(network.size, n_frames=16).html
    shapes = dict(re.findall(r">block (\d)</text><text[^>]*>([\d×]+)<", drawn))
    assert [shapes[str(i + 1)] for i in range(5)] == made
    assert drawn.partition("<svg")[2].count("fp-dashed") == 2  # one skip a level


def test_frames_that_cannot_be_halved_are_refused() -> None:
    with pytest.raises(ValueError, match="n_frames must be a multiple of 8, got 12"):
        show.unet_picture(UNetSize(), n_frames=12)


def test_a_block_whose_output_reads_all_bins_in_the_picture_reads_them_all_in_the_network() -> None:
    whole = {name: reach >= BINS for name, (_, (_, reach)) in BLOCKS.items()}
    assert whole == {name: n == 64 for name, n in reach_of_blocks(n_bins=64, draws=4).items()}


def test_blocks_of_other_names_are_refused() -> None:
    with pytest.raises(ValueError, match="name must be one of TFC, TDC, TDF, TFC-TDF, TDC-RNN, got 'TIF'"):
        show.block_picture("TIF")


def test_a_drawing_says_what_it_shows_and_its_boxes_lead_to_their_parts() -> None:
    boxes = {"a": Box(column=0, row=0, text="a <b>", part="TFC"), "b": Box(column=1, row=0, text="b")}
    html = flow_picture(boxes, [Arrow(start="a", end="b")], "a leads to b", caption="below").html
    (row,) = re.findall(r'<a href="#([\w-]+)"><title>a &lt;b&gt;: to TFC', html)
    assert f'<tr id="{row}">' in html
    assert "a &lt;b&gt;" in html
    assert 'role="group" aria-label="a leads to b"' in html
    assert 'role="img"' in flow_picture({"b": boxes["b"]}, [], "b alone").html
    with pytest.raises(ValueError, match=r"arrows must join boxes, got \['c'\]; boxes are \['a', 'b'\]"):
        flow_picture(boxes, [Arrow(start="a", end="c")], "a leads nowhere")
    with pytest.raises(ValueError, match="at least one box"):
        flow_picture({}, [], "nothing")
    with pytest.raises(ValueError, match="alt must say what is shown"):
        flow_picture(boxes, [], " ")


def test_scores_and_yardsticks_are_told_in_words() -> None:
    scores = {"one": [1.25, 2.0], "other": []}
    shown = show.score_plot(scores, {"silence": 0.0, "equaliser": 3.2}, xlabel="SDR in dB", alt="Two networks.")
    assert "Two networks. Dots: one 1.2 and 2.0; other not run. Lines: silence 0.0; equaliser 3.2." in shown.html
    with pytest.raises(ValueError, match="at least one network"):
        show.score_plot({}, {}, xlabel="dB")
