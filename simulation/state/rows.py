"""The numba type of the arrays that rules work on: as NumPy's, but an index is never negative, so nothing asks whether.

NONE (−1) stands for no row and is asked for before a row is looked up; `tests/verification/test_uncompiled.py` runs
the rules as plain Python, where an index that counts from the end would give other numbers.
"""

import operator
from typing import Any

from numba import types
from numba.core import cgutils, typing
from numba.core.datamodel import default_manager, models
from numba.core.imputils import lower_builtin
from numba.np.arrayobj import getitem_array_tuple, getitem_arraynd_intp, setitem_array


class Rows(types.Array):
    """An array of which no index is negative; views of it and columns of its records are of this type, too."""

    def copy(self, dtype: Any = None, ndim: Any = None, layout: Any = None, readonly: Any = None) -> "Rows":
        """The type of a view: with another dtype, number of dimensions, layout, or not to be written to."""
        other = super().copy(dtype, ndim, layout, readonly)
        return Rows(other.dtype, other.ndim, other.layout, not other.mutable, other.name, other.aligned)


default_manager.register(Rows, models.ArrayModel)


def _unsigned(context, builder, kind, index):
    """An index and its type, without a sign: those are not asked whether they are negative."""
    if isinstance(kind, types.Integer):
        return types.uintp, context.cast(builder, index, kind, types.intp)
    if isinstance(kind, types.BaseTuple) and all(isinstance(part, types.Integer) for part in kind):
        parts = cgutils.unpack_tuple(builder, index, len(kind))
        parts = [context.cast(builder, part, one, types.intp) for part, one in zip(parts, kind, strict=True)]
        unsigned = types.UniTuple(types.uintp, len(kind))
        return unsigned, context.make_tuple(builder, unsigned, parts)
    return kind, index


@lower_builtin(operator.getitem, Rows, types.Integer)
def _one(context, builder, sig, args):
    kind, index = _unsigned(context, builder, sig.args[1], args[1])
    signature = typing.signature(sig.return_type, sig.args[0], kind)
    return getitem_arraynd_intp(context, builder, signature, (args[0], index))


@lower_builtin(operator.getitem, Rows, types.BaseTuple)
def _several(context, builder, sig, args):
    kind, index = _unsigned(context, builder, sig.args[1], args[1])
    signature = typing.signature(sig.return_type, sig.args[0], kind)
    return getitem_array_tuple(context, builder, signature, (args[0], index))


@lower_builtin(operator.setitem, Rows, types.Any, types.Any)
def _written(context, builder, sig, args):
    kind, index = _unsigned(context, builder, sig.args[1], args[1])
    signature = typing.signature(sig.return_type, sig.args[0], kind, sig.args[2])
    return setitem_array(context, builder, signature, (args[0], index, args[2]))
