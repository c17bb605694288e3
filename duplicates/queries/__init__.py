"""Reads of likeness, one noun a module: findings (what people see), prints (what the machine holds)."""
