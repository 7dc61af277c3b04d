"""Validation: forecasts held against what came later, and against forecasts that know nothing of the network."""
