"""`make bench`: measures Tonfall beside its peers and writes docs/figures.md. Never part of the tests."""
