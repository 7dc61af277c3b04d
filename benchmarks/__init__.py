"""What `make bench` measures; every comparison is a ratio within one run."""
