"""Seen before? Findings of shared text between proposals, and the rulings on them."""
