"""Saved state: the SQLite file and the snapshot."""
