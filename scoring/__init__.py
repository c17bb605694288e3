"""How good: criteria sets, arithmetic and scorecards."""
