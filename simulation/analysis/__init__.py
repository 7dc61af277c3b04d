"""What many runs mean: which settings matter most, and what the width of a forecast is made of."""
