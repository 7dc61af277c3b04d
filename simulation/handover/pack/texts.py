"""The pages of a pack: how to repeat the forecast, and a model card."""

from simulation.handover.opened import Handed
from simulation.language import in_language, language_code, say
from simulation.outcomes.headline import headline

REPEAT = "README.md"
CARD = "model_card.md"


def repeat_page(run: Handed, language: str) -> str:
    """What is in the pack, and the commands that repeat the forecast and compare it."""
    manifest = run.results.manifest
    options = [
        f"--replicates {manifest['replicates']}",
        f"--seed {manifest['seed']}",
        *(["--best-values"] if manifest["best_values"] else []),
        *(["--rules rules.py"] if manifest.get("rules") else []),
    ]
    lines = [
        "# " + say("To repeat this forecast"),
        "",
        say(
            "“{name}”, run on {day} by Essaim {version} (code {code}), seed {seed}, {replicates} replicates.",
            name=run.scenario.name,
            day=run.day,
            version=manifest["code"]["version"],
            code=manifest["code"]["fingerprint"][:8],
            seed=manifest["seed"],
            replicates=manifest["replicates"],
        ),
        "",
        "| " + say("file") + " | " + say("what it holds") + " |",
        "|---|---|",
        "| `scenario.yaml` | " + say("every figure that was assumed, with unit, and source where there is one") + " |",
        "| `manifest.json` | " + say("seed, code, libraries, dates of the run") + " |",
        "| `tables.csv` | " + say("a checksum of each column of each table that the run left") + " |",
        "| `assumptions.csv` | "
        + say("every assumption with its range, its source and whether it was measured")
        + " |",
        "| `model_card.md` | " + say("what the model is for, what it is not for, and how it was checked") + " |",
        "| `environment.txt` | " + say("the Python and all libraries with which this pack was made") + " |",
        "| `code/` | " + say("the program itself, as it was when this pack was made") + " |",
        "",
        say("In the unpacked folder, with Python and the libraries of `environment.txt` installed:"),
        "",
        "```sh",
        "export PYTHONPATH=code",
        f"python -m simulation.cli run scenario.yaml --as-it-is {' '.join(options)} --no-value --out repeated",
        "python -m simulation.cli pack repeated/* --verify tables.csv",
        "```",
        "",
        say(
            "The last command says whether every number is the same to the bit. The number of worker processes does "
            "not matter, nor does the computer, as long as the versions of numpy, numba and scipy are the same."
        ),
    ]
    if manifest.get("posterior"):
        lines += ["", say("The run drew its assumptions from a fit, whose draws stand in `scenario.yaml`.")]
    return _page(lines, language)


def card_page(run: Handed, language: str) -> str:
    """A model card: purpose, limits, evidence, this forecast."""
    results = run.results
    lines = [
        "# " + say("Model card"),
        "",
        "## " + say("This forecast"),
        "",
        headline(results).sentence(language_code(language)),
        "",
        "## " + say("What the model is"),
        "",
        say(
            "Essaim is an agent-based model of how a practice spreads through an administration. Trainers train "
            "facilitators, facilitators lead groups of about eight, some people become facilitators, some facilitators "
            "become trainers. Each month ten rules act on every facilitator, trainer, group and course."
        ),
        "",
        say(
            "The persons are simulated. No person of the real administration is described; no personal data is used: "
            "the start is headcounts by region and administration."
        ),
        "",
        "## " + say("What it is for"),
        "",
        "- " + say("Comparing plans of training capacity: trainers, courses, days, money, in which region and when."),
        "- " + say("Saying how surely a target is reached under assumptions that are written down."),
        "",
        "## " + say("What it is not for"),
        "",
        "- " + say("Judging one person, one team or one trainer."),
        "- " + say("Forecasting beyond the ranges of its assumptions, or a programme whose rules are others."),
        "- " + say("Saying whether the practice does people good: it counts who meets, not what meeting brings."),
        "",
        "## " + say("How sure it is"),
        "",
        say(
            "The intervals hold what chance and the stated assumptions allow, and nothing else. An assumption that is "
            "wrong outside its range, a reform or a crisis are not in them."
        ),
        "",
        say(
            "{drawn} assumptions were drawn from a range; `assumptions.csv` gives each with its source. Those marked "
            "“assumption” were measured nowhere.",
            drawn=0 if results.manifest["best_values"] else _drawn(run),
        ),
        "",
        "## " + say("How it was checked"),
        "",
        "- " + say("Two programs written apart from one specification give the same numbers, to the bit."),
        "- " + say("Cases with a known answer (growth, queues, lineages) are met at a stated power."),
        "- " + say("Each lever acts in the direction that follows from the rules."),
        "- " + say("Its forecasts were scored against four real programmes, beside simple forecasts."),
        "",
        say("What is known to be wrong or missing stands in the specification, section 8 (docs/ODD.md)."),
    ]
    return _page(lines, language)


def _drawn(run: Handed) -> int:
    """Uncertainties of the scenario that have a distribution."""
    stated = (getattr(run.scenario.uncertainties, name) for name in type(run.scenario.uncertainties).model_fields)
    return sum(one.distribution is not None for one in stated)


def _page(lines: list[str], language: str) -> str:
    return "\n".join(in_language(line, language) for line in lines) + "\n"
