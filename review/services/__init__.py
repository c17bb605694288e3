"""Writes of the desk, one noun a module: intake, assignment, scorecard, recommendation."""
