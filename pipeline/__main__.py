"""``python -m pipeline`` is ``wortlaut``."""

from .cli import main

main()
