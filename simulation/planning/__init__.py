"""What a planner may decide: single changes, what each is worth, and where."""
