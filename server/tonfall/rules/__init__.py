"""The rule language: schema, loading, compiling, matching, testing."""
