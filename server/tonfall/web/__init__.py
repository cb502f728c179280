"""The service on 127.0.0.1: guard, pairing, API and pages."""

STANDARD_PORT = 8377
