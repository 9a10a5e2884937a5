"""Curves of cost: what the counts must obey, on networks of the thesis's size called with little audio."""

from dataclasses import replace
from itertools import pairwise

import pytest

from lasaft_nb.models.source_model import SOURCES
from lasaft_nb.probes import scaling
from lasaft_nb.probes.cost import multiply_adds

SMALL = (("channels", 2), ("n_layers", 1))


def counted(point: scaling.Point, *sizes: tuple[str, object]) -> int:
    import torch

    small = replace(point, sizes=(*SMALL, *sizes))
    return multiply_adds(scaling._Call(small.model(), small), torch.zeros(1, 2, small.n_samples))


def point(**changes: object) -> scaling.Point:
    return replace(scaling.Point(curve="toy", value=0, network="tfc_tdf_7", frames=16), **changes)


def test_twice_the_frames_are_twice_the_operations() -> None:
    assert counted(point(frames=16)) == 2 * counted(point(frames=8))


def test_four_sources_one_by_one_cost_four_times_one_and_at_once_less() -> None:
    one = point(network="cunet_gpocm_tdf", frames=8, sources=SOURCES[:1])
    four = replace(one, sources=SOURCES)
    assert counted(replace(four, at_once=False)) == 4 * counted(one)
    assert counted(one) < counted(four) < 4 * counted(one)


def test_latent_sources_cost_their_square() -> None:
    lasaft = point(network="cunet_gpocm_lasaft", frames=8)
    costs = [counted(lasaft, ("n_latent_sources", n)) for n in (2, 4, 6, 8)]
    first = [after - before for before, after in pairwise(costs)]
    second = [after - before for before, after in pairwise(first)]
    assert second[0] == second[1] > 0


def test_each_further_level_adds_less() -> None:
    costs = [counted(point(), ("n_blocks", n)) for n in (3, 5, 7)]
    assert 0 < costs[2] - costs[1] < 0.5 * (costs[1] - costs[0])


def test_a_measured_row_is_what_the_model_is_compared_with() -> None:
    row = scaling.measure(point(sizes=SMALL), repeats=1)
    assert row["gflop"] == pytest.approx(2 * counted(point()) / 1e9)
    assert scaling.expected_seconds(row, row) == pytest.approx(row["seconds"])
    assert scaling.expected_seconds({**row, "gflop": 3 * row["gflop"]}, row) == pytest.approx(3 * row["seconds"])


def test_every_curve_has_points_and_a_shortest_audio() -> None:
    curves = {one.curve for one in scaling.points()}
    assert curves == {"length", "sources, one by one", "sources, at once", "latent sources", "blocks", "n_fft"}
    assert next(scaling.points()).network == scaling.REFERENCE
