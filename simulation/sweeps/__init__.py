"""Sweeps: many points, each a scenario, run with common seeds, kept in one folder and compared."""
