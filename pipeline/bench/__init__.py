"""Speed and memory on this machine, engines side by side: ``wortlaut bench``."""
