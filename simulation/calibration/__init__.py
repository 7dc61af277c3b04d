"""Calibration: which values of a scenario's uncertainties agree with what was observed."""
