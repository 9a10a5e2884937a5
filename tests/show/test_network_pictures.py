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


BOXES = {"x": (0.0, 0.0, "$x$"), "tfc": (1.0, 0.0, "TFC"), "y": (2.0, 1.0, "$y_D^k$")}


def test_a_diagram_says_what_it_shows_and_maths_stands_without_a_frame() -> None:
    html = show.diagram(BOXES, [("x", "tfc"), ("tfc", "y")], "x goes through a TFC and becomes y", accent=["tfc"]).html
    assert 'role="img" aria-label="x goes through a TFC and becomes y"' in html
    assert html.count("<rect") == html.count("<g class='fp-accent'><rect") == 1
    assert re.search(r">y<tspan[^>]*>D</tspan>.*<tspan[^>]*>k</tspan>", html)
    assert "$" not in html.partition("<svg")[2]


def test_higher_rows_are_drawn_higher() -> None:
    html = show.diagram(BOXES, [], "two heights").html
    high, low = (float(re.search(rf"y='([-\d.]+)'>{name}<", html)[1]) for name in ("y", "x"))
    assert high < low


def test_a_box_with_a_part_leads_to_its_row() -> None:
    shown = show.diagram(BOXES, [], "a TFC", parts={"tfc": "TFC"})
    (row,) = re.findall(r'<a href="#([\w-]+)"><title>TFC: to TFC in the table of parts</title>', shown.html)
    assert f"<tr id=\"{row}\"><th scope='row'>TFC</th>" in shown.html
    assert "TFC in blocks/tfc.py" in shown.text


def test_an_arrow_to_nowhere_and_an_unknown_part_are_refused() -> None:
    with pytest.raises(ValueError, match=r"must name boxes, got \['z'\]; boxes are \['tfc', 'x', 'y'\]"):
        show.diagram(BOXES, [("x", "z")], "x goes nowhere")
    with pytest.raises(ValueError, match=r"must name boxes, got \['z'\]"):
        show.diagram(BOXES, [], "no such box", parts={"z": "TFC"})
    with pytest.raises(ValueError, match=r"parts must be among first convolution, .*, got \['TIF'\]"):
        show.diagram(BOXES, [], "no such part", parts={"tfc": "TIF"})
    with pytest.raises(ValueError, match="at least one box"):
        show.diagram({}, [], "nothing")


ROWS = {"direct": ("$M$", "U-Net", "$T̂$"), "mask": ("$M$", "U-Net", "sigmoid", "× M", "$T̂$")}


def test_the_same_flows_give_the_same_picture_with_its_alternative_text() -> None:
    options = {"bypass": {"mask": (0, 3, "around")}}
    first, again = (show.flows(ROWS, "Two rows of boxes", **options) for _ in range(2))
    assert first == again
    assert 'aria-label="Two rows of boxes"' in first.html
    drawn, without = first.html.partition("<svg")[2], show.flows(ROWS, "Two rows of boxes").html.partition("<svg")[2]
    assert (drawn.count("fp-dashed"), without.count("fp-dashed")) == (1, 0)
    assert ">around</text>" in drawn
    assert drawn.count("<polyline") == 2 + 4 + 1
    assert drawn.count("<g class='fp-accent'>") == 2


def test_boxes_and_names_of_flows_lead_to_their_parts() -> None:
    html = show.flows(ROWS, "Two rows of boxes", parts={"U-Net": "U-Net", "mask": "MME", "sigmoid": "MME"}).html
    assert len(re.findall(r'<a href="#[\w-]+-mme">', html)) == 2
    assert len(re.findall(r'<a href="#[\w-]+-u-net">', html)) == 2
    assert len(re.findall(r"<tr id=", html)) == 2
    with pytest.raises(ValueError, match=r"parts must name boxes or rows, got \['tanh'\]"):
        show.flows(ROWS, "Two rows of boxes", parts={"tanh": "MME"})


@pytest.mark.parametrize(("rows", "alt"), [({}, "nothing"), (ROWS, " ")])
def test_a_picture_of_nothing_or_without_words_is_refused(rows: dict, alt: str) -> None:
    with pytest.raises(ValueError, match=r"rows must hold at least one flow|alt must say what is shown"):
        show.flows(rows, alt)
