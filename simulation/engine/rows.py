"""The numba type of the arrays that rules work on: as NumPy's, but an index is never negative, so nothing asks whether.

NONE (−1) stands for no row and is asked for before a row is looked up; x[-1], too, would be what lies in front of x.
`tests/verification/test_uncompiled.py` runs the rules as plain Python on arrays that refuse a negative index. What
makes a new array of such a one (`copy`, a list of rows or a mask as index, `np.sort`) does not compile; slices do.
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
        return Rows(other.dtype, other.ndim, other.layout, readonly=not other.mutable, aligned=other.aligned)


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


def _lowered(lower):
    """How numba lowers a look-up or an assignment, with the index unsigned."""

    def lowered(context, builder, signature, arguments):
        kind, index = _unsigned(context, builder, signature.args[1], arguments[1])
        unsigned = typing.signature(signature.return_type, signature.args[0], kind, *signature.args[2:])
        return lower(context, builder, unsigned, (arguments[0], index, *arguments[2:]))

    return lowered


lower_builtin(operator.getitem, Rows, types.Integer)(_lowered(getitem_arraynd_intp))
lower_builtin(operator.getitem, Rows, types.BaseTuple)(_lowered(getitem_array_tuple))
lower_builtin(operator.setitem, Rows, types.Any, types.Any)(_lowered(setitem_array))
