"""The three ways of the cascade side by side."""

from collections.abc import Iterator

from benchmarks.cascade import kernel, ours, vectorised
from benchmarks.cascade.workload import Cascade, disagreements, final_counts
from benchmarks.measuring import Line, in_turns

SIZES = (10_000, 100_000, 1_000_000, 5_700_000)
WAYS: dict[str, Cascade] = {"ours": ours.cascade, "kernel": kernel.cascade, "NumPy": vectorised.cascade}


def lines(sizes: tuple[int, ...] = SIZES, seeds: int = 300, repeats: int = 7) -> Iterator[Line]:
    """Agreement with the published counts first; then times in turns. The model's network is not part of this."""
    agree = {}
    for name, cascade in WAYS.items():
        wrong = disagreements(final_counts(cascade, 10_000, range(seeds)))
        agree[name] = not wrong
        yield Line(
            f"cascade, {name}: published counts missed at 10⁴",
            len(wrong),
            "of 5",
            at_most=0,
            detail="; ".join(wrong) or f"{seeds} seeds, all within noise",
        )
    for size in sizes:
        times = in_turns(
            repeats if size < 1_000_000 else max(3, repeats // 2),
            **{name: lambda k, cascade=cascade, size=size: cascade(size, k) for name, cascade in WAYS.items()},
        )
        told = ", ".join(f"{name} {1e3 * spent:.3g}" for name, spent in times.items()) + " ms CPU"
        for name, value, required in (
            ("ours / hand-written kernel", times["ours"] / times["kernel"], {"at_most": 2.0}),
            ("NumPy / ours", times["NumPy"] / times["ours"], {"at_least": 1.2}),
        ):
            # A way that gives other counts has no time that counts.
            value = value if all(agree.values()) else None
            yield Line(f"cascade, {size:,} persons: {name}", value, "×", **required, detail=told)
