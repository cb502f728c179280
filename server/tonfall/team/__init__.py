"""What a team sets for everybody: tonfall.yaml and its rule packs."""
