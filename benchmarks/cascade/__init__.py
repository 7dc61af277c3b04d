"""The plain cascade: a common workload to compare speed with other frameworks.

A population of N persons in 18 regions (person i lives in region i mod 18). At the start 130 facilitators and 10
trainers, the rest untouched. In each of 60 steps, in this order:

1. every facilitator, with probability 0.5, runs a group: up to 8 persons drawn uniformly from the untouched of its
   region become participants;
2. every participant, with probability 0.05, wants a place; each trainer offers 4 seats in its region; wishes are served
   in random order while seats last: those served become facilitators;
3. every facilitator, with probability 0.01, wants to become a trainer; at most 20 a step, nationally, in random
   order, do;
4. every facilitator and trainer stops with probability 0.01.

Recorded each step: persons by state and region.
"""
