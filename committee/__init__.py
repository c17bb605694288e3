"""The ruling: sessions, agenda, presence, votes, decisions and minutes."""
