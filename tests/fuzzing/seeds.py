"""Good input files of every kind, small, that mutants are made of: as `folder(path)` writes them."""

import json
from pathlib import Path

SCENARIO = """\
name: Petit réseau
description: "Two regions, two administrations."
start: 2026-01
months: 14
population:
  - {region: Île-de-France, administration: Intérieur, headcount: 900}
  - {region: Île-de-France, administration: Économie & Finances, headcount: 700}
  - {region: Provence-Alpes-Côte d'Azur, administration: Intérieur, headcount: 600}
initial:
  register: register.csv
  region_weights: {Île-de-France: 2.0}
  active_by_half_year: [0.52, 0.46, 0.42, 0.32, 0.27]
levers:
  trainers:
    at_start:
      - {place: Île-de-France, trainers: 3, masters: 1}
      - {place: national, trainers: 1, masters: 1}
    hired: [{place: national, from: 2026-06, trainers: 2, until: 2026-12, days_per_month: 2, day_price: 500}]
    days_per_month: [{from: 2026-01, value: 2}, {from: 2026-08, value: 4, over: 3}]
    days_at: [{place: national, days_per_month: 3}]
    order_of_uses: [supervision, trainer_courses, facilitator_courses, refreshers]
    days_kept_months: 6
  facilitator_courses:
    seats: 10
    minimum: 4
    trainers: 2
    days: 3
    scheduling: calendar
    calendar: [{month: 2026-03, place: national}, {month: 2026-09, place: Île-de-France, courses: 2}]
    remote: [{from: 2026-01, value: true}, {from: 2026-06, value: false}]
    reserved: [{administration: Intérieur, seats: 2}]
  practicum: {sessions: 2, supervision_days: 1, priority: mixed}
  groups: {size: 8, minimum: 5, maximum: 10, sessions: 4, sessions_per_month: 1, remote_share: 0.3}
  programmes:
    - {name: Managers, first: 2026-02, every_months: 6, headcount: 24, size: 8, minimum: 6, maximum: 10, sessions: 4}
  nominations: [{name: Named, first: 2026-02, every_months: 6, places: 8}]
  calls: [{month: 2026-05, strength: 1.0}]
  animation: 0.3
  budget: [{from: 2026-01, value: 50000}, {from: 2026-10, value: null}]
target: {measure: active_facilitators, value: 30, month: 2026-12, also: [{measure: reached, value: 40, month: 2027-01}]}
uncertainties:
  addressable_share: {best: 0.3, distribution: {kind: uniform, low: 0.2, high: 0.4}}
  innovation: {best: 0.3, distribution: {kind: triangular, low: 0.2, high: 0.4}, source: assumption}
"""

REGISTER = """\
state,region,administration,count,age
facilitator_active,Île-de-France,Intérieur,12,6
facilitator_dormant,Île-de-France,Économie & Finances,4,30
practitioner,"Provence-Alpes-Côte d'Azur",Intérieur,20,
waiting,Île-de-France,Intérieur,9,2
candidate,Île-de-France,Intérieur,5,1
trainee,Île-de-France,Intérieur,3,2
in_practicum,Île-de-France,Intérieur,2,1
group,national,,2,3
"""

SWEEP = """\
name: Balayage
scenarios: [scenario.yaml]
vary:
  levers.trainers.days_per_month[2026-08]: [1, 2, 4]
  levers.trainers.at_start[national].trainers: {low: 1, high: 4, steps: 3}
  uncertainties.innovation: {low: 0.2, high: 0.4, steps: 2}
design: grid
replicates: {half_width: 5, batch: 2, at_most: 4, measure: trainers, month: 2026-12}
seed: 3
record: {places: region, every: quarter, measures: [trainers, reached, sessions]}
"""

ROWS = """\
levers.trainers.days_kept_months,levers.animation,uncertainties.innovation
6,0.3,0.25
8,,0.3
12,0.5,
"""

CASE = """\
name: Un cas
description: Small.
scenario: scenario.yaml
observations: observations.csv
free:
  innovation: {}
  volunteering: {distribution: {kind: uniform, low: 0.05, high: 0.3}, best: 0.1, source: assumption}
fit_until: 2026-12
stands_for: 2
population: 60
generations: 2
seed: 5
"""

OBSERVATIONS = """\
date,measure,over,value,precision,before,source
2026-06,reached,,130,about:0.1,,rapport d'activité
2026-12,certified,year,2,exact,,"made, up"
2026-12,active_facilitators,,15,rounded:5,,made up
2026-12,sessions,since_start,250,rounded:50,20,made up
2027-01,facilitators + trainers,,22,more_than,,made up
"""

ACTUALS = OBSERVATIONS.replace("2026-", "2013-").replace("2027-", "2018-")
"""Of the time of the forecast of a validation case."""

KINDS = ("scenario", "population", "register", "sweep", "rows", "case", "observations", "actuals", "manifest",
         "sweep_manifest", "record", "posterior", "plan", "analysis", "table")  # fmt: skip


def folder(path: Path) -> None:
    """Writes all files that a person writes, whole and right."""
    for name, text in (("scenario.yaml", SCENARIO), ("register.csv", REGISTER), ("sweep.yaml", SWEEP),
                       ("rows.csv", ROWS), ("case.yaml", CASE), ("observations.csv", OBSERVATIONS),
                       ("actuals.csv", ACTUALS), ("list.yaml", LISTED)):  # fmt: skip
        (path / name).write_text(text, encoding="utf-8")


PLAN = """\
name: Un plan
description: Small.
scenario: scenario.yaml
goal: least cost
targets:
  - {measure: active_facilitators, value: 20, month: 2026-12}
  - {measure: reached, value: 40, month: 2027-01, region: each}
probability: 0.8
cost: both
cap: kept
seed: 4
decide:
  facilitator_courses:
    - {places: [national], remote: true, every: half-year, at_most: 4}
  trainer_courses: {every: year, at_most: 1}
  trainer_days: {every: year, step: 0.25, at_most: 4}
  days_bought:
    - {place: national, every: year, at_most: 2, days_per_month: 2.0, day_price: 900}
  trainers_hired:
    - {place: Île-de-France, every: year, at_most: 3, from: 2026-06, until: 2026-12}
  nominations:
    - {every: year, at_most: 4, places_each: 12, administration: Intérieur}
  calls:
    - {every: year, at_most: 1, strength: 1.0}
  animation: {step: 0.1, every: once, at_most: 5}
"""

LISTED = """\
name: Liste
scenarios: [scenario.yaml]
design: list
rows: rows.csv
replicates: 2
"""

FRAME = {
    "start": "2026-01", "months": 3, "regions": ["Nord", "Sud"], "administrations": ["All"], "cells": [[0, 0], [1, 0]],
}  # fmt: skip
_HEX = "0123456789abcdef" * 4

MANIFEST = json.dumps({
    "format": 3, "seed": 1, "best_values": False, "frame": FRAME, "posterior": None, "model": "compiled",
    "code": {"version": "0.1.0", "fingerprint": _HEX[:32]}, "scenario": {"name": "Petit", "fingerprint": _HEX},
    "start": "2026-01", "end": "2026-03", "replicates": 2, "failed": 0, "created": "2026-01-01", "finished": None,
    "seconds": {"wall": 1.5, "chunks": 1.0}, "files": {"summary.parquet": {"bytes": 1, "sha256": _HEX}},
    "complete": False, "attempt": "a", "rules": {"name": "r.py", "fingerprint": _HEX[:32]},
}, indent=1)  # fmt: skip

SWEEP_MANIFEST = json.dumps({
    "format": 3, "seed": 1, "frame": FRAME, "model": "compiled", "name": "Balayage", "points": 2, "asked": _HEX,
    "record": {"places": "region", "every": "quarter", "measures": ["trainers"]}, "runs": 2, "failed": 0,
    "code": {"version": "0.1.0", "fingerprint": _HEX[:32]}, "seconds": {"wall": 1.5}, "complete": True,
    "attempt": "a", "damaged": [],
}, indent=1)  # fmt: skip

RECORD = json.dumps({
    "format": 3, "runs": [[_HEX, 0, 1]],
    "failures": [{"point": _HEX, "replicate": 1, "stage": "draw", "error": "x", "traceback": ""}],
    "files": {"persons": {"path": "persons/000000-000001.parquet", "bytes": 4, "sha256": _HEX}}, "seconds": 0.1,
}, indent=1)  # fmt: skip
