"""Days as full-time equivalents."""

import numpy as np
import pytest

from simulation.outcomes.full_time import etpt
from simulation.scenario.loading import load_scenario


@pytest.fixture(scope="module")
def reference():
    return load_scenario("reference")


def test_a_full_time_year_is_one(reference):
    a_year = reference.prices.working_days_per_year.value
    assert a_year == 210 and etpt(a_year, reference) == 1


def test_quarters_add_up_to_their_year(reference):
    quarters = np.array([[13.0, 7.125, 40.5, 0.25], [0.0, 1.0, 2.0, 3.0]])
    assert np.allclose(etpt(quarters, reference).sum(axis=1), etpt(quarters.sum(axis=1), reference), rtol=0, atol=1e-15)
    assert etpt(quarters, reference).shape == quarters.shape


def test_a_year_without_working_days_has_none(reference):
    prices = reference.prices
    none = prices.working_days_per_year.model_copy(update={"value": 0})
    scenario = reference.model_copy(update={"prices": prices.model_copy(update={"working_days_per_year": none})})
    assert np.isnan(etpt([1.0, 2.0], scenario)).all()
