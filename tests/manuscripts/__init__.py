"""Tests of manuscripts: Word files out and in."""
