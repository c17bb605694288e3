"""What: the proposal on the Appendix I template, its versions and its course."""
