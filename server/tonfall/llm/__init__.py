"""The optional local language model: off until tonfall.yaml names one, and never taken at its word."""
