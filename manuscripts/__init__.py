"""A proposal as a Word file, both ways: Appendix I out, a file that circulated back in, compared before it is taken."""
