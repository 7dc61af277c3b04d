"""Which model runs the replicates of a forecast or a sweep: one of the engines, with rules of one's own or without."""

import importlib
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.common.recording import Recording
from simulation.language import say
from simulation.runs import fingerprint
from simulation.scenario.schema import Scenario

if TYPE_CHECKING:
    # It loads Mesa, which runs without rules of one's own do not need.
    from simulation.own_rules import OwnRules

COMPILED, MESA = "compiled", "mesa"
"""The two engines, which give the same numbers; the compiled one is faster, the Mesa one takes rules of one's own."""
OWN_RULE = "own rule"
"""Stage of a failure in a rule or agent class of one's own."""


@dataclass(frozen=True)
class ModelChoice:
    """engine: `compiled`, `mesa`, or a function with the arguments of `simulate`, as module:function.

    rules: of one's own; the engine is then `mesa`.
    """

    engine: str = COMPILED
    rules: "OwnRules | None" = None

    def __post_init__(self) -> None:
        if self.engine not in (COMPILED, MESA) and ":" not in self.engine:
            raise ValueError(
                say(
                    "engine must be {compiled} or {mesa}, not {engine!r}",
                    compiled=COMPILED,
                    mesa=MESA,
                    engine=self.engine,
                )
            )

    @classmethod
    def of(cls, engine: str = COMPILED, rules: "str | Path | OwnRules | None" = None) -> "ModelChoice":
        """The choice of an engine, or of a file of rules, which is read. Raises ScenarioError when that is wrong."""
        if rules is None:
            return cls(engine)
        if isinstance(rules, (str, Path)):
            from simulation.own_rules import read_own_rules

            rules = read_own_rules(rules)
        return cls(MESA, rules)

    @property
    def suffix(self) -> str:
        """What the name of a results folder has of the rules: nothing without, else `-rules<first 8 digits>`."""
        return "" if self.rules is None else f"-rules{self.rules.fingerprint[:8]}"

    @property
    def slow(self) -> bool:
        """Whether a run takes seconds, and is kept by itself until the others of its chunk are there."""
        return self.engine == MESA

    @property
    def code(self) -> str:
        """Fingerprint of the code that decides the numbers."""
        return fingerprint.code_fingerprint(mesa=self.slow)

    @property
    def versions(self) -> dict[str, str]:
        """Versions of the libraries that compute."""
        return fingerprint.library_versions(mesa=self.slow)

    def noted(self) -> dict[str, Any]:
        """What a manifest says of it; of rules the name of the file and its fingerprint, if there are any."""
        rules = self.rules
        noted = {} if rules is None else {"rules": {"name": rules.name, "fingerprint": rules.fingerprint}}
        return {"model": self.engine, **noted}

    def is_noted(self, manifest: dict[str, Any]) -> bool:
        """Whether a manifest is of a run by the same engine and the same text of rules, whatever its file is called."""
        text = None if self.rules is None else self.rules.fingerprint
        return (manifest.get("model"), (manifest.get("rules") or {}).get("fingerprint")) == (self.engine, text)

    def prepare(self) -> None:
        """Compiles what is to be compiled, once, before workers start that all would."""
        if self.engine == COMPILED:
            from simulation.engine.precompile import compile_rules

            compile_rules()

    def function(self) -> Callable[..., Recording]:
        """The function that simulates one replicate."""
        place = self.engine if ":" in self.engine else "simulation.replicate:simulate"
        module, name = place.split(":")
        return getattr(importlib.import_module(module), name)

    def simulate(self, scenario: Scenario, seed: int, replicate: int, **others: Any) -> Recording:
        """One replicate; others: as for `simulate`. The text of rules is executed anew."""
        if ":" not in self.engine:
            others["engine"] = self.engine
        try:
            own = {} if self.rules is None else vars(self.rules.load())
            return self.function()(scenario, seed, replicate, **others, **own)
        except SystemExit as error:
            # A rule may end its run, not the program.
            raise RuntimeError(f"the program was to end here: SystemExit({error})").with_traceback(
                error.__traceback__
            ) from None

    def replicates_of(self, scenario: Scenario) -> Callable[..., Recording]:
        """What simulates replicates of one scenario, by seed and number; others as for `simulate`.

        The compiled engine keeps what they share as long as this is held, so that each takes less time.
        """
        if self.engine == COMPILED:
            from simulation.engine.run import Runner

            return Runner(scenario).simulate
        return lambda *arguments, **others: self.simulate(scenario, *arguments, **others)

    def failure(self, error: Exception) -> tuple[str, str, str]:
        """What a failed run's row says of an exception: stage, error, and where in the code, a line a frame."""
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f"{_short(frame.filename)}:{frame.lineno} in {frame.name}: {frame.line}" for frame in frames]
        words = f"{type(error).__name__}: {error}"
        own = "" if self.rules is None else self.rules.place_of(error)
        if own:
            return OWN_RULE, f"{words} ({own})", "\n".join(lines)
        return str(getattr(error, "stage", "simulate")), words, "\n".join(lines)


COMPILED_MODEL = ModelChoice()
"""The compiled engine, without rules of one's own."""


def _short(filename: str) -> str:
    parts = Path(filename).parts
    return "/".join(parts[parts.index("simulation") :] if "simulation" in parts else parts[-2:])
