"""Filters of lists. They live in the address, so that a view can be sent, kept and opened without scripts."""
