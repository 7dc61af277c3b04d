"""What the folder of an analysis has behind the name of the results beside which it lies."""

VALUE = "-value"
"""What one more is worth (`essaim run`, `essaim value`)."""
WIDTH = "-width"
"""What the width of a forecast is made of (`essaim width`)."""
SENSITIVITY = "-sensitivity"
"""Which of a sweep's settings matter most (`essaim sensitivity`)."""
ANALYSES = (VALUE, WIDTH, SENSITIVITY)
