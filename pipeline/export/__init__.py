"""What a run writes: :mod:`pipeline.export.table` lists it, the other modules make what is not a page."""
