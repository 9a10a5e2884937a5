from lasaft_nb import experiments
from lasaft_nb.experiments import block_costs
from lasaft_nb.models import zoo


def test_costs_are_counted_of_networks_that_the_experiments_train() -> None:
    rows = {row.name for row in experiments.get("ismir_2020_blocks").rows}
    assert rows <= set(block_costs.NETWORKS)
    assert all(name in zoo.names() for name, _ in block_costs.NETWORKS.values())
