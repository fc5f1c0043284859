"""Which weights there are, where they are, and whether they are what they claim to be.

:mod:`.catalogue` lists the known models, :mod:`.resolve` finds one for use, :mod:`.pull` fetches, :mod:`.verify` checks
sums.
"""
