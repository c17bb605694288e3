"""Tests of the files of proposals."""
