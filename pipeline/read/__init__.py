"""Read articles: one entry point, :func:`read_inputs`, over every kind of input.

    bytes -> decode -> a format's reader (text, HTML, JSON lines, CSV, data set) -> Draft -> id, language -> Article

Each format has its own module; what is wrong with one item is a :class:`~pipeline.types.Failure` beside the articles.
"""

from .inputs import read_inputs

__all__ = ["read_inputs"]
