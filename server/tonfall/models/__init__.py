"""Sentence models: what no rule lists. Trained by `make train`; see docs/models.md."""
