"""Read articles: one entry point, :func:`read_inputs`, over every kind of input.

    inputs: what was named -> documents (bytes, origin, declared type) | formats: document -> drafts | admit: draft ->
    id, language -> Article

A fault in an item or a whole source is a value among the drafts (:class:`~pipeline.read.draft.Refused`) and a
:class:`~pipeline.types.Failure` among the articles; the other inputs are still read.
"""

from .inputs import read_inputs

__all__ = ["read_inputs"]
