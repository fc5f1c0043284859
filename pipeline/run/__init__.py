"""Running the chain over many articles: what is done stays done, what fails is listed."""
