"""orders: say what this room is for."""
