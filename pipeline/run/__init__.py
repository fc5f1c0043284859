"""Run the stages over many articles: finished work is kept, failures are listed."""
