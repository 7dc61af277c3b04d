"""Everything that a running model is made of: tables on the Python side, one bundle of them for compiled rules."""

from dataclasses import dataclass, fields

import numpy as np
from numba import config, types
from numba.core import cgutils
from numba.core.datamodel import default_manager, models
from numba.core.extending import infer_getattr, lower_getattr_generic, lower_setattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.experimental import structref

from simulation.state.compiling import compiled


@dataclass
class Tables:
    """One run. Compiled rules see the same fields through `bundle`; the arrays are shared, never copied.

    `world` fields are fixed; the others change. See `state.tables` and `state.world` for the columns.
    """

    # the world
    key: np.ndarray
    parameters: np.recarray
    monthly: np.recarray
    activity_classes: np.ndarray
    course_rates: np.ndarray
    active_by_half_year: np.ndarray
    cumulative_headcount: np.ndarray
    cell_at: np.ndarray
    programme_weights: np.ndarray
    engagements: np.recarray
    engagement_rates: np.ndarray
    calendar: np.recarray
    entrants: np.recarray
    # the state
    now: np.recarray
    persons: np.recarray
    due: np.ndarray
    """persons: the month in which Turnover next looks at each; apart because it is scanned every month"""
    facilitators: np.recarray
    trainers: np.recarray
    groups: np.recarray
    courses: np.recarray
    cells: np.recarray
    regions: np.recarray
    programmes: np.recarray
    role_counts: np.ndarray
    """cells × 9 roles: persons of each role, those who left included"""
    seated: np.ndarray
    """cells: persons in a seat of a group"""
    queue_head: np.ndarray
    head_joined: np.ndarray
    """queues: the month in which the head joined; with the next, so that heads are compared without their rows"""
    head_key: np.ndarray
    queue_tail: np.ndarray
    queue_length: np.ndarray
    certified: np.ndarray
    """rows of facilitators: everybody certified and not gone"""
    trainer_list: np.ndarray
    trainer_turns: np.ndarray
    """trainers in this month's keyed order; see `take_turns` for this and the next three"""
    trainers_at_home: np.ndarray
    home_begins: np.ndarray
    turns_passed: np.ndarray
    open_groups: np.ndarray
    arrivals: np.ndarray
    """persons who joined a queue and are not yet linked"""
    arrival_queues: np.ndarray
    practicum_ended: np.ndarray
    enrolled: np.ndarray
    """persons enrolled in a trainer course this month"""
    persons_record: np.ndarray
    activity_record: np.ndarray
    network_record: np.ndarray
    lineage_record: np.ndarray
    lineage_sums: np.ndarray
    """generations × (certified ever, trainers ever, facilitators made by them)"""


if config.DISABLE_JIT:

    def bundle(tables: Tables) -> Tables:
        """What rules work on; uncompiled rules work on the tables themselves."""
        return tables

else:

    class _BundleType(types.StructRef):
        """The numba type of a bundle."""

    class _Bundle(structref.StructRefProxy):
        """All tables behind one pointer, so that passing them costs nothing."""

    @infer_getattr
    class _BundleAttributes(AttributeTemplate):
        key = _BundleType

        def generic_resolve(self, bundle_type, name):
            return bundle_type.field_dict.get(name)

    @lower_getattr_generic(_BundleType)
    def _borrow(context, builder, bundle_type, value, name):
        """A table of the bundle, without counting the reference: the Python side holds it during the whole call."""
        data = structref._Utils(context, builder, bundle_type).get_data_struct(value)
        array_type = bundle_type.field_dict[name]
        array = context.make_array(array_type)(context, builder, value=getattr(data, name))
        array.meminfo = cgutils.get_null_value(array.meminfo.type)
        array.parent = cgutils.get_null_value(array.parent.type)
        return array._getvalue()

    @lower_setattr_generic(_BundleType)
    def _hold(context, builder, signature, arguments, name):
        """Put a table into a new bundle, which holds it from then on."""
        bundle_type, given_type = signature.args
        value, given = arguments
        table = context.cast(builder, given, given_type, bundle_type.field_dict[name])
        context.nrt.incref(builder, bundle_type.field_dict[name], table)
        setattr(structref._Utils(context, builder, bundle_type).get_data_struct(value), name, table)

    default_manager.register(_BundleType, models.StructRefModel)
    structref.define_boxing(_BundleType, _Bundle)
    _names = [field.name for field in fields(Tables)]
    structref.define_constructor(_Bundle, _BundleType, _names)

    @compiled
    def _bundle(*arrays):
        return _Bundle(*arrays)

    def bundle(tables: Tables) -> _Bundle:
        """What rules work on: all tables behind one pointer."""
        return _bundle(*(getattr(tables, name) for name in _names))
