"""What fills an order beyond what its client sent, one part of it a file."""
