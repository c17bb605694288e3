"""Reads of the desk, one noun a module: intake, assignment, queue, recommendation."""
