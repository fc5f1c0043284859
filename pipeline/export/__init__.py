"""What a run writes: :mod:`pipeline.export.table` lists it, its neighbours make what is not a page."""
