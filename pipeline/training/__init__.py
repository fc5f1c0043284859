"""The recipe of the embedded model. ``python -m pipeline.training --help`` shows its commands.

bitext | prepare (vocabulary, packed text) | train (resumable) | average | export (a folder for transformers) | score
"""
