"""The search for a plan of whole numbers. It knows any simulator of one small interface, and nothing of Essaim's model.

`problem` says what is decided, what it costs and what is to be reached. `programme` proposes a plan by mixed-integer
programming on straight-line estimates (`surrogate`), the simulator judges it, and the estimates are put right
(`searching`). `polishing` then tries neighbours, `verifying` judges the plan on replicates that no step has seen.
"""
