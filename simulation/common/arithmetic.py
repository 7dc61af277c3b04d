"""The only place where exponentials, logarithms and inverse distributions are computed, for both engines."""

import math
from functools import lru_cache

import numpy as np
from scipy import special

from simulation.common.compiling import compiled

NEVER = 32767
"""A month that does not come; months are 16-bit whole numbers."""
FULL = 65535
"""Full skill, and the number of steps in a 16-bit share."""
CLASSES = 64
"""Equally likely classes in which activity and course rates are held, each with its mean."""
_BLOCK_HAZARD = 500.0


@compiled
def exponential(x):
    """e to the power of x."""
    return math.exp(x)


@compiled
def logarithm(x):
    """Natural logarithm."""
    return math.log(x)


@compiled
def monthly_probability(rate):
    """Chance within a month of an event with this rate per year."""
    return 1.0 - math.exp(-rate / 12.0)


@compiled
def chance(hazard):
    """Chance of an event with this hazard in all."""
    return 1.0 - math.exp(-hazard)


@compiled
def decline(rate, years):
    """What is left after so many years of something that declines at this rate per year."""
    return math.exp(-rate * years)


@compiled
def waiting_time(u, rate):
    """Time until an event with this rate; endless if the rate is 0."""
    return -math.log(u) / rate if rate > 0.0 else math.inf


@compiled
def chance_of_none(rate, months):
    """Chance that an event with this rate per year does not come within so many months."""
    return math.exp(-rate * months / 12.0)


@compiled
def months_until(u, rate):
    """Whole months survived before an event with this rate per year; NEVER if it is that late or the rate is 0."""
    if rate <= 0.0:
        return NEVER
    months = -math.log(u) * 12.0 / rate
    return int(months) if months < NEVER else NEVER


@compiled
def month_of_event(month, u, rate):
    """The month in which an event drawn in `month` happens: the next one at the earliest; at most NEVER."""
    return min(NEVER, month + 1 + months_until(u, rate))


@compiled
def poisson(u, mean):
    """Poisson number by inversion of u; for means up to 500."""
    probability = math.exp(-mean)
    cumulative = probability
    count = 0
    while u > cumulative and count < 10000:
        count += 1
        probability *= mean / count
        cumulative += probability
        if probability < 1e-300 and count > mean:
            break
    return count


@compiled
def binomial_block(hazard):
    """Persons in one block of a binomial draw, so few that the chance of none does not underflow."""
    if hazard <= 0.0:
        return 4611686018427387904
    return int(max(1.0, min(4e18, _BLOCK_HAZARD / hazard)))


@compiled
def binomial(u, n, hazard):
    """Binomial number by inversion of u: n persons, each with chance 1 − exp(−hazard); n within one block."""
    if hazard <= 0.0 or n <= 0:
        return 0
    success = 1.0 - math.exp(-hazard)
    if success >= 1.0:
        return n
    odds = success * math.exp(hazard)
    probability = math.exp(-hazard * n)
    cumulative = probability
    count = 0
    while u > cumulative and count < n:
        probability *= odds * (n - count) / (count + 1)
        count += 1
        cumulative += probability
        if probability < 1e-300 and count > n * success:
            break
    return count


@compiled
def normal_quantile(u):
    """Inverse of the standard normal distribution (Wichura 1988, algorithm AS 241, about 16 digits)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return (
            q
            * (
                (
                    (
                        (
                            (
                                ((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                                + 45921.953931549871457
                            )
                            * r
                            + 13731.693765509461125
                        )
                        * r
                        + 1971.5909503065514427
                    )
                    * r
                    + 133.14166789178437745
                )
                * r
                + 3.387132872796366608
            )
            / (
                (
                    (
                        (
                            (
                                ((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                                + 21213.794301586595867
                            )
                            * r
                            + 5394.1960214247511077
                        )
                        * r
                        + 687.1870074920579083
                    )
                    * r
                    + 42.313330701600911252
                )
                * r
                + 1.0
            )
        )
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        value = (
            (
                (
                    (
                        (
                            ((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                            + 1.27045825245236838258
                        )
                        * r
                        + 3.64784832476320460504
                    )
                    * r
                    + 5.7694972214606914055
                )
                * r
                + 4.6303378461565452959
            )
            * r
            + 1.42343711074968357734
        ) / (
            (
                (
                    (
                        (
                            ((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966)
                            * r
                            + 0.14810397642748007459
                        )
                        * r
                        + 0.68976733498510000455
                    )
                    * r
                    + 1.6763848301838038494
                )
                * r
                + 2.05319162663775882187
            )
            * r
            + 1.0
        )
    else:
        r -= 5.0
        value = (
            (
                (
                    (
                        (
                            ((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386)
                            * r
                            + 0.026532189526576123093
                        )
                        * r
                        + 0.29656057182850489123
                    )
                    * r
                    + 1.7848265399172913358
                )
                * r
                + 5.4637849111641143699
            )
            * r
            + 6.6579046435011037772
        ) / (
            (
                (
                    (
                        (
                            ((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5)
                            * r
                            + 7.868691311456132591e-4
                        )
                        * r
                        + 0.0148753612908506148525
                    )
                    * r
                    + 0.13692988092273580531
                )
                * r
                + 0.59983220655588793769
            )
            * r
            + 1.0
        )
    return -value if q < 0.0 else value


@compiled
def months_delayed(u, median, spread):
    """Lognormal delay in whole months, rounded; `median` in months, `spread` of the logarithm."""
    months = median * math.exp(spread * normal_quantile(u)) + 0.5
    return int(months) if months < NEVER else NEVER


@compiled
def to_u16(share):
    """A share as a 16-bit whole number."""
    return int(share * 65535.0 + 0.5)


@compiled
def part(skill, share16):
    """The 16-bit share of a 16-bit skill, rounded down."""
    return (skill * share16) >> 16


@compiled
def class_of(u):
    """The class, from 0 to `CLASSES` − 1, of a uniform number."""
    return int(u * CLASSES)


_EDGES = np.arange(1, CLASSES) / CLASSES
_KEPT = 4096
"""Classes kept: the replicates of one scenario have the worlds of another's."""


@lru_cache(_KEPT)
def activity_classes(shape: float) -> np.ndarray:
    """Mean activity of each of the equally likely classes of facilitators: gamma of this shape, mean 1.

    Kept and shared, as the next: not to be changed.
    """
    below = special.gammainc(shape + 1.0, special.gammaincinv(shape, _EDGES))
    return CLASSES * np.diff(below, prepend=0.0, append=1.0)


@lru_cache(_KEPT)
def course_rate_classes(mean: float, precision: float) -> np.ndarray:
    """Mean share certified in each of the equally likely classes of courses: beta with this mean and precision."""
    if mean > 0.5:  # quantiles close to 1 would be rounded
        return 1.0 - course_rate_classes(1.0 - mean, precision)[::-1]
    if mean <= 0.0:
        return np.zeros(CLASSES)
    a, b = mean * precision, (1.0 - mean) * precision
    below = special.betainc(a + 1.0, b, special.betaincinv(a, b, _EDGES))
    return mean * CLASSES * np.diff(below, prepend=0.0, append=1.0)
