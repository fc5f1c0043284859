"""What is different between two versions of an article: facts and sentences."""
