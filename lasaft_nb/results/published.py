"""What a published table is: where it lies, how its rows are named, and which part of a record measures a cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Row = Mapping[str, str]  # one line of a CSV


@dataclass(frozen=True)
class Cell:
    """What measures a published number: a target's metric, condensed by a statistic.

    ``statistic``: ``median`` or ``mean`` over tracks of the median over seconds; ``improvement``, the mean over the
    untouched mixture's; ``frame median``, ``frame MAD``, ``frame mean``, ``frame SD`` over all seconds of all tracks;
    ``parameters`` in millions. ``over_seeds="sd"`` asks for the standard deviation over seeds in place of the mean.
    """

    target: str
    metric: str = "SDR"
    statistic: str = "median"
    over_seeds: str = "mean"


@dataclass(frozen=True, kw_only=True)
class PublishedTable:
    """One table: CSV below ``data/thesis``, the experiment of its records, names, cells, and who made the rows.

    ``columns`` maps a CSV column to its cell. With ``by_column`` the systems are the columns, so ``row_cell`` gives the
    cell from the row, and ``columns`` maps the column to the record's row instead.
    """

    title: str
    file: str
    row: Callable[[Row], str]
    columns: Mapping[str, Cell] = field(default_factory=dict)
    systems: Mapping[str, str] = field(default_factory=dict)
    row_cell: Callable[[Row], Cell] | None = None
    experiment: str = ""
    others: tuple[str, ...] = ()

    def cells(self, row: Row) -> dict[str, tuple[str, Cell]]:
        """{CSV column: (the record's row, the cell)} of one line."""
        if self.row_cell is None:
            return {column: (self.row(row), cell) for column, cell in self.columns.items()}
        base = self.row_cell(row)
        return {
            column: (system, Cell(base.target, base.metric, base.statistic, "sd" if column.endswith("_sd") else "mean"))
            for column, system in self.systems.items()
        }
