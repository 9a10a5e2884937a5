"""Intermediate blocks of the U-Net (thesis 3.4, 3.5): each maps (b, c, t, f) to (b, c', t, f)."""

from lasaft_nb.blocks.sampling import down_sampling, up_sampling
from lasaft_nb.blocks.tdc import TDC, TDCRNN
from lasaft_nb.blocks.tdf import TDF, TDFBlock
from lasaft_nb.blocks.tfc import TFC, PlainTFC
from lasaft_nb.blocks.tfc_tdf import TFCTDF

__all__ = ["TDC", "TDCRNN", "TDF", "TFC", "TFCTDF", "PlainTFC", "TDFBlock", "down_sampling", "up_sampling"]
