"""The computed blocks of a report: lists, tables and comparisons, written from its records."""

from decisions.reports.blocks.asks import AskBlocks
from decisions.reports.blocks.house import HouseBlocks
from decisions.reports.blocks.options import OptionBlocks
from decisions.reports.blocks.progress import ProgressBlocks
from decisions.reports.blocks.rankings import RankingBlocks
from decisions.reports.blocks.roles import RoleBlocks


class Blocks(AskBlocks, RankingBlocks, RoleBlocks, OptionBlocks, HouseBlocks, ProgressBlocks):
    """Writes each computed block of a report."""
