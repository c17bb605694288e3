"""The desk: intake check, assignment, the reviewer's queue and the chief engineer's recommendation."""
