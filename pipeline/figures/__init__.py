"""From records to figures: what was checked, what was found, what people said of it, over runs and feeds.

    record | measure | total (| compare)

Records stream through; only sums and the worst findings stay. Nothing here reads a disk, judges or renders.
"""

from .compare import Baseline, Compared, VerdictChange
from .listed import Listed, Worst, listed
from .measure import Measured, measure
from .total import DIMENSIONS, CheckFigures, Figures, Group, Point, Sums, Survival, Total

__all__ = [
    "DIMENSIONS",
    "Baseline",
    "CheckFigures",
    "Compared",
    "Figures",
    "Group",
    "Listed",
    "Measured",
    "Point",
    "Sums",
    "Survival",
    "Total",
    "VerdictChange",
    "Worst",
    "listed",
    "measure",
]
