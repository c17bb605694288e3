"""Writes of likeness, one noun a module: comparing (the worker's, heavy to import), ruling (what people do)."""
