"""Against what: the plan's systems, initiatives, criteria, template fields and targets."""
