"""What a third party needs to repeat a forecast to the bit and to judge it: one archive, and its check."""
