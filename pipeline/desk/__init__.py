"""The review desk: the work on the ledger's briefs in a browser, and the same by API."""
