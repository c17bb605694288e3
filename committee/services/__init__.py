"""Writes of the ruling: sittings, the agenda with its votes, decisions and their publication."""
