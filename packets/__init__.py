"""The paper: a session's decision packet, immutable once made."""
