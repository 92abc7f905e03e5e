"""Checks any server against the contract: a staging system, a mock, or the real API with a test key."""
