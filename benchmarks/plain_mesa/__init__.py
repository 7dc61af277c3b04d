"""The model's rules once more as a competent plain Mesa model, to compare speed with.

Only interested and reached persons, open groups and courses are agents; random numbers come from a NumPy generator, in
blocks; lists of the active, a calendar of what is due, sorted queues with lazy removal. The distribution of outcomes is
that of the model, the single runs are not. All columns are recorded that the model records.
"""
