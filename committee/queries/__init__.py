"""Reads of the ruling: sittings, agenda items, the brief of what is judged, decisions."""
