"""The parts that drawings lead to: their equations are set, their code is the library's, their pages exist."""

import inspect
import re

import pytest
from book_site import REPOSITORY, module

from lasaft_nb import show
from lasaft_nb.models import zoo
from lasaft_nb.show.parts import PARTS, set_in_html, set_in_svg, table_of

page_anchors = module("book/_ext/page_anchors.py")
BOOK = REPOSITORY / "book"


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_explained_where_it_says(name: str) -> None:
    page, _, anchor = PARTS[name].place.partition("#")
    source = page_anchors.source_of(page, BOOK)
    assert source is not None
    assert anchor in page_anchors.anchors(source)
    text = source.read_text("utf-8")
    assert PARTS[name].code.__name__ in text or inspect.getmodule(PARTS[name].code).__name__ in text


def test_what_is_lowered_and_raised_is_so_on_the_page_and_in_a_drawing() -> None:
    assert set_in_html("X^{(0)} < W_1 x_{i−1}") == "X<sup>(0)</sup> &lt; W<sub>1</sub> x<sub>i−1</sub>"
    drawn = set_in_svg("X_E^k")
    assert sum(int(step) for step in re.findall(r"dy='(-?\d+)'", drawn)) == 0  # back on the line
    assert re.sub(r"<[^>]+>|&#8203;", "", drawn) == "XEk"


def test_the_table_has_a_row_a_part_with_equation_code_and_page() -> None:
    html, text = table_of(["TDF", "CSA"], "flow-x")
    assert re.findall(r'<tr id="([\w-]+)">', html) == ["flow-x-tdf", "flow-x-csa"]
    assert "<code>TDF</code> in <code>blocks/tdf.py</code>" in html
    assert "W<sub>2</sub>" in html
    assert f'data-place="{PARTS["CSA"].place}"' in html
    assert text.splitlines()[0] == "TDF: y = ReLU(BN(W_2 ReLU(BN(W_1 x + b_1)) + b_2)); TDF in blocks/tdf.py"


@pytest.mark.parametrize("name", ["TFC", "TDC", "TDF", "TFC-TDF", "TDC-RNN"])
def test_every_picture_of_a_block_has_parts_to_click(name: str) -> None:
    html = show.block_picture(name).html
    targets = set(re.findall(r'<a href="#([\w-]+)">', html))
    assert targets == set(re.findall(r'<tr id="([\w-]+)">', html)) != set()


def test_every_block_of_a_u_net_leads_to_what_it_is() -> None:
    size = zoo.build("tfc_7", n_blocks=5, n_layers=1).size
    html = show.unet_picture(size, n_frames=16, block="TFC").html
    assert len(re.findall(r'<a href="#[\w-]+-tfc"><title>block \d', html)) == 5
    assert "to first convolution" in html


def test_the_book_sets_the_links_of_a_table_and_calls_them_as_the_section_is_called() -> None:
    links, html = module("book/_ext/part_links.py"), table_of(["TDF"], "x")[0]
    own = links.linked(html, page="book/03_frequency_transformation/02_unet_and_blocks", book=BOOK)
    anchor = "#tdf-a-fully-connected-network-over-frequency"
    assert f'href="02_unet_and_blocks.html{anchor}">TDF: a fully-connected network over frequency</a>' in own
    above = links.linked(html, page="book/playground", book=BOOK)
    assert f'href="03_frequency_transformation/02_unet_and_blocks.html{anchor}"' in above
    assert "data-place" not in own + above
    with pytest.raises(ValueError, match="names no page"):
        links.linked('<a data-place="nowhere/x">x</a>', page="book/playground", book=BOOK)
