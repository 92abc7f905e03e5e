"""The bodies that are judged: seeds, and every body with one change."""
