"""Holding a target text to its source: :class:`Checker` finds, :mod:`pipeline.judge` decides."""

from .engine import Checker

__all__ = ["Checker"]
