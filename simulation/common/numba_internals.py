"""What Essaim takes from inside numba and llvmlite; no other file does. Tested with numba 0.68 (see `TESTED`).

numba may change or drop these parts in any minor version, so that `pyproject.toml` caps it. Before the cap is raised,
run all tests, `python -m tests.golden` and `python -m benchmarks reference` with the new version. The parts are:

- `numba.core.caching.FunctionCache` and its `_cache_file._version`, a dispatcher's `_cache`, `targetctx` and
  `add_overload`: what is compiled is kept on disk, and noticed to be stale (`keep_on_disk`, `load_kept`);
- a dispatcher's `get_call_template` and `_compiler.fold_argument_types`: one compilation for whole numbers of any width
  (`compile_for_wide_numbers`);
- `numba.types.Array.copy`, `numba.core.cgutils`, `numba.core.typing.signature` and, of `numba.np.arrayobj`,
  `getitem_arraynd_intp`, `getitem_array_tuple` and `setitem_array`: arrays of which no index is negative (`Rows`);
- `numba.core.typing.templates.AttributeTemplate`, `numba.np.arrayobj.populate_array` and `llvmlite.ir`: compiled code
  reads from an address where arrays are (`borrow_arrays`).
"""

import atexit
import contextlib
import operator
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils, typing
from numba.core.caching import FunctionCache
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_builtin,
    lower_getattr_generic,
    models,
    register_model,
    unbox,
)
from numba.np.arrayobj import getitem_array_tuple, getitem_arraynd_intp, populate_array, setitem_array

TESTED = "0.68"
"""The minor version of numba with which these parts were tested."""


_SETTINGS: dict[str, Any] = vars(config)
"""numba's settings by name, of which its stubs name none."""


def is_compiler_off() -> bool:
    """Whether functions stay plain Python (NUMBA_DISABLE_JIT=1)."""
    return bool(_SETTINGS["DISABLE_JIT"])


def is_compiled(dispatcher: Any) -> bool:
    """Whether a function is compiled for some arguments already."""
    return bool(dispatcher.signatures)


def compile_now(dispatcher: Any, signature: tuple[types.Type, ...]) -> None:
    """Compile a function for arguments of these types, or take it from disk."""
    dispatcher.compile(signature)


# --- what is kept on disk ---


class DiskCache(FunctionCache):
    """A numba cache of which what another version of the sources left is passed over unread."""

    def __init__(self, function: Callable, version: str) -> None:
        super().__init__(function)
        # Compared before the rest is read, which may name what is no longer there or not yet.
        self._cache_file._version += f" {version}"

    def save_overload(self, signature: Any, data: Any) -> None:
        """Keeps what was compiled, if there is room: without it all works, and is compiled again next time."""
        with contextlib.suppress(OSError):
            super().save_overload(signature, data)


def keep_on_disk(dispatcher: Any, function: Callable, version: str) -> None:
    """Keep on disk what a function (and its dispatcher) is compiled to; version: of all sources that it depends on."""
    try:
        dispatcher._cache = DiskCache(function, version)
    except RuntimeError:  # neither beside the package nor in the person's home can anything be written
        with contextlib.suppress(OSError, RuntimeError):
            _keep_while_running()
            dispatcher._cache = DiskCache(function, version)


def _keep_while_running() -> None:
    """A folder of this process and those it starts, which nobody else can write to, removed at its end.

    What lies in a cache is executed, so a folder that others share would not do.
    """
    folder = tempfile.mkdtemp(prefix="essaim-compiled-")
    _SETTINGS["CACHE_DIR"] = os.environ["NUMBA_CACHE_DIR"] = folder
    owner = os.getpid()
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))


def is_kept() -> bool:
    """Whether what is compiled will be there when the next command begins."""
    return not os.path.basename(str(_SETTINGS["CACHE_DIR"])).startswith("essaim-compiled-")


def load_kept(dispatcher: Any, signature: tuple[types.Type, ...]) -> bool:
    """Take what a function was compiled to from disk; whether it was there."""
    kept = dispatcher._cache.load_overload(signature, dispatcher.targetctx)
    if kept is not None:
        dispatcher.add_overload(kept)
    return kept is not None


# --- one compilation for whole numbers of any width ---


def _widened(argument: types.Type) -> types.Type:
    """Whole numbers of any width, and yes or no, are passed as 64-bit whole numbers."""
    narrow = isinstance(argument, types.Boolean) or (isinstance(argument, types.Integer) and _is_signed(argument))
    return types.int64 if narrow else argument


def _is_signed(whole: Any) -> bool:
    """Whether a type of whole numbers has a sign, which numba's stubs leave out."""
    return bool(whole.signed)


def compile_for_wide_numbers(dispatcher: Any) -> None:
    """Compile a function for wide whole numbers only, instead of once for every width that it is called with."""
    get_call_template = dispatcher.get_call_template

    def get_wide_call_template(args, kws):
        _, given = dispatcher._compiler.fold_argument_types(args, kws)
        template, signature, _, kws = get_call_template(tuple(_widened(argument) for argument in given), {})
        return template, signature, given, kws

    dispatcher.get_call_template = get_wide_call_template


# --- arrays of which no index is negative ---


class Rows(types.Array):
    """The numba type of the arrays that rules work on: as NumPy's, but no index is negative, so nothing asks whether.

    NONE (−1) stands for no row and is asked for before a row is looked up; x[-1], too, would be what lies in front of
    x. `tests/verification/test_uncompiled.py` runs the rules as plain Python on arrays that refuse a negative index.
    What makes a new array of such a one (`copy`, a list of rows or a mask as index, `np.sort`) does not compile; slices
    do. Views of it and columns of its records are of this type, too.
    """

    # As of Array itself, whose stubs say as much, this signature is not that of the class above it.
    def copy(  # type: ignore[override]
        self, dtype: Any = None, ndim: Any = None, layout: Any = None, readonly: Any = None
    ) -> "Rows":
        """The type of a view: with another dtype, number of dimensions, layout, or not to be written to."""
        other = super().copy(dtype, ndim, layout, readonly)
        return Rows(other.dtype, other.ndim, other.layout, readonly=not other.mutable, aligned=other.aligned)


register_model(Rows)(models.ArrayModel)


def _unsigned(context, builder, kind, index):
    """An index and its type, without a sign: those are not asked whether they are negative."""
    if isinstance(kind, types.Integer):
        return types.uintp, context.cast(builder, index, kind, types.intp)
    kinds: Any = kind  # a type of tuples holds those of its parts, which its stubs do not say
    if isinstance(kind, types.BaseTuple) and all(isinstance(part, types.Integer) for part in kinds):
        parts = cgutils.unpack_tuple(builder, index, len(kinds))
        parts = [context.cast(builder, part, one, types.intp) for part, one in zip(parts, kinds, strict=True)]
        unsigned = types.UniTuple(types.uintp, len(kinds))
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


# --- arrays behind one address ---

WORDS = 4
"""64-bit words that say where an array is: its address, then its shape in up to three dimensions."""


def where(array: np.ndarray) -> tuple[int, ...]:
    """The words of an array in C order, as many as it needs."""
    return array.ctypes.data, *array.shape


def borrow_arrays(kind: type[types.Type], arrays: Mapping[str, Rows]) -> None:
    """Let compiled code see arrays, by name, as attributes of a numba type whose Python objects have an `address`.

    There stand WORDS for each array, in order. They stay the same during a call, which the compiler is told. Compiled
    code does not count these arrays: the caller keeps them alive.
    """
    register_model(kind)(models.OpaqueModel)

    @unbox(kind)
    def _unboxed(_kind, value, c):
        number = c.pyapi.object_getattr_string(value, "address")
        address = c.pyapi.long_as_voidptr(number)
        c.pyapi.decref(number)
        return NativeValue(address, is_error=c.pyapi.c_api_error())

    @infer_getattr
    class _Attributes(AttributeTemplate):
        key = kind

        # numba says NotImplemented in its place, which has another type.
        def generic_resolve(self, _kind, name):  # type: ignore[override]
            return arrays.get(name)

    @lower_getattr_generic(kind)
    def _borrowed(context, builder, _kind, value, name):
        first = WORDS * list(arrays).index(name)
        return _array_at(context, builder, value, first, arrays[name])


def _array_at(context, builder, address, first: int, kind: Rows):
    """An array by its words, of which the first is that many words after an address."""
    word = ir.IntType(64)
    words = builder.bitcast(address, word.as_pointer())

    def read(offset: int) -> ir.Value:
        loaded = builder.load(builder.gep(words, [ir.Constant(word, first + offset)]))
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        return loaded

    shape = [read(1 + dimension) for dimension in range(kind.ndim)]
    itemsize = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    if isinstance(kind.dtype, types.Record):
        itemsize = kind.dtype.size
    strides = [ir.Constant(word, itemsize)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    array = context.make_array(kind)(context, builder)
    data = builder.inttoptr(read(0), array.data.type)
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=ir.Constant(word, itemsize), meminfo=None)
    return array._getvalue()
