"""Readers of translations made elsewhere: tables, spreadsheets, XLIFF and translation memories, as pairs of texts.

Every reader takes the whole of a file and gives all of its pairs in order, or an error that says where the file is
unusable: nothing is left out without being counted in :attr:`Bitext.remarks`.
"""

from .pair import Bitext, Columns, Pair, Wanted
from .sniff import HEAD, LARGEST, read, sniff

__all__ = ["HEAD", "LARGEST", "Bitext", "Columns", "Pair", "Wanted", "read", "sniff"]
