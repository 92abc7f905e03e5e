"""The validators of a body, and where they disagree."""
