"""What now: each person's first page, search across rooms and the public page."""
