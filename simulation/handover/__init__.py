"""Hand-over: what leaves Essaim for those who plan with it. Results are opened and written out; nothing is run."""
