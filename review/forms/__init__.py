"""Typed text of the desk into values, one noun a module."""
