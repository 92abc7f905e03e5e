"""Holds any server against the contract: a team's staging, a mock, or the real API, with a test key."""
