"""Read articles: one entry point, :func:`read_inputs`, over every kind of input.

    inputs: what was named -> documents (bytes, origin, declared type) | formats: document -> drafts | admit: draft ->
    id, language -> Article

What is wrong with an item or with a whole source is a value beside the drafts (:class:`~pipeline.read.draft.Refused`)
and a :class:`~pipeline.types.Failure` beside the articles; the other inputs go on.
"""

from .inputs import read_inputs

__all__ = ["read_inputs"]
