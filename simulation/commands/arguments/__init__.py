"""What the command line understands, by kind of command; parsing only."""
