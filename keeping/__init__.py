"""What people have typed and not yet saved, kept for them alone until they save it or let it go."""
