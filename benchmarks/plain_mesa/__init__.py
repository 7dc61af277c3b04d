"""The model's rules once more as a plain Mesa model: a yardstick for the speed of the package's own.

It is meant to be what a good modeller writes who knows Mesa 3.5 and follows its documentation and examples. Persons
from the moment they become interested, facilitators, trainers, groups, programmes, cells and places are agents, and act
stage by stage through the AgentSets of `agents_by_type`; who is untouched is only a number in their cell. Random
numbers come from the model's generator, one at a time, and orders from `shuffle`. Cells and places count what happens
there, and a DataCollector collects it each month. All columns are recorded that the model records. The distribution of
outcomes is that of the model (`benchmarks.reference.differences`), the single runs are not.

It was profiled once (cProfile, a replicate of the reference at best values). Mended, as plainly wasteful:

- looking for the facilitators of a region among all of them, each time (14 %): now grouped by region twice a month;
- a networkx edge for each tie (6 %), where only the connected components are asked for: now a few edges, ties counted;
- reporters as functions with parameters (3 %, a call more each): now lambdas;
- the month and its levers as properties (3 %): now set when the month begins.

What is left is spread thin: 13 % is the DataCollector (244,500 numbers a replicate), and about 5 % each what may happen
to any person in a month, `AgentSet.do` itself, acquaintances, the filling of groups, and making AgentSets.
"""
