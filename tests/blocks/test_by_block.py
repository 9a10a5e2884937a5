"""Names of the places in a U-Net."""

from torch import nn

from lasaft_nb.blocks.by_block import by_block


def u_net(n: int) -> nn.Module:
    """The frame of a U-Net with a linear layer in every block but the first."""
    parts = {"decoders": nn.ModuleList(nn.Sequential(nn.Linear(1, 1)) for _ in range(n)), "middle": nn.Linear(1, 1)}
    parts["encoders"] = nn.ModuleList([nn.ReLU(), *(nn.Linear(1, 1) for _ in range(n - 1))])
    return nn.ModuleDict(parts)


def test_blocks_are_counted_from_one_and_come_in_the_order_of_the_signal() -> None:
    network = u_net(11)
    names = [*(f"encoder {n}" for n in range(2, 12)), "middle", *(f"decoder {n}" for n in range(1, 12))]
    assert list(by_block(network, nn.Linear)) == names
    assert by_block(network, nn.Linear)["encoder 3"] is network["encoders"][2]


def test_a_network_inside_a_model_has_the_same_names_and_what_is_absent_is_an_empty_dictionary() -> None:
    assert list(by_block(nn.ModuleDict({"network": u_net(2)}), nn.ReLU)) == ["encoder 1"]
    assert by_block(u_net(2), nn.Conv2d) == {}
    assert by_block(nn.Linear(1, 1), nn.Linear) == {}
