"""What a person is told of a plan on the terminal, in English and French."""

from simulation.outcomes.wording import HARD, Language, aim_text, number_text
from simulation.planning.plans.planning import Carried

NARROW = "\u202f"


def told(carried: Carried, language: Language = "en") -> str:
    """A few sentences."""
    return "\n".join(_french(carried) if language == "fr" else _english(carried))


def _percent(share: float, language: Language) -> str:
    return f"{100 * share:.1f} %".replace(".", ",").replace(" ", NARROW) if language == "fr" else f"{100 * share:.1f}%"


def _euros(amount: float, language: Language) -> str:
    return f"{number_text(round(amount), language)}{HARD if language == 'fr' else ' '}€"


def _aims(carried: Carried, language: Language) -> str:
    return "; ".join(aim_text(aim, language) for aim in carried.read.targets)


def _english(it: Carried) -> list[str]:
    block = it.blocks[-1]
    lines = [f"{it.read.file.name}: {_aims(it, 'en')}."]
    for number, one in enumerate(it.problem.requirements):
        share, lower = block.shares[number], block.lower[number]
        lines.append(
            f"Reached in {_percent(share, 'en')} of {block.replicates:,} fresh runs (at least {_percent(lower, 'en')} "
            f"with {100 * block.confidence:.1f}% confidence; required {_percent(one.probability, 'en')}; as it is "
            f"{_percent(it.base[number], 'en')})."
        )
    if it.reached:
        lines.append(f"Cost at list prices: {_euros(it.problem.cost(it.plan), 'en')}.")
    elif it.read.file.goal == "least cost":
        lines.append(f"Not reachable as required with what may be decided; this is the nearest plan found, at "
                     f"{_euros(it.problem.cost(it.plan), 'en')}.")  # fmt: skip
        lines += [_obstacle_english(one.name, one.kind, one.decision, one.gain) for one in it.hindered[:3]]
        if not it.hindered:
            lines.append("No bound or budget is what stands in the way: more of what may be decided brings no more.")
    else:
        lines.append(f"The surest plan found within the limits; cost at list prices: "
                     f"{_euros(it.problem.cost(it.plan), 'en')}.")  # fmt: skip
    lines.append(f"Verdicts on fresh runs: {len(it.blocks)}. Simulated runs: {it.simulator.runs:,}.")
    return lines


def _obstacle_english(name: str, kind: str, decision: str, gain: float) -> str:
    what = f"the bound of {name}" if kind == "bound" else f"the {name}"
    return f"In the way stands {what}: one more of {decision} would bring {gain:+.1f} on average."


def _french(it: Carried) -> list[str]:
    block = it.blocks[-1]
    lines = [f"{it.read.file.name}{HARD}: {_aims(it, 'fr')}."]
    for number, one in enumerate(it.problem.requirements):
        share, lower = block.shares[number], block.lower[number]
        lines.append(
            f"Atteint dans {_percent(share, 'fr')} de {number_text(block.replicates, 'fr')} simulations nouvelles (au "
            f"moins {_percent(lower, 'fr')} avec une confiance de {_percent(block.confidence, 'fr')}{NARROW}; exigé "
            f"{_percent(one.probability, 'fr')}{NARROW}; sans plan {_percent(it.base[number], 'fr')})."
        )
    cost = _euros(it.problem.cost(it.plan), "fr")
    if it.reached:
        lines.append(f"Coût aux prix du scénario{HARD}: {cost}.")
    elif it.read.file.goal == "least cost":
        lines.append(f"Hors d’atteinte avec ce qui peut être décidé{NARROW}; voici le plan le plus proche, pour "
                     f"{cost}.")  # fmt: skip
        for one in it.hindered[:3]:
            gain = f"{one.gain:+.1f}".replace(".", ",")
            lines.append(f"Ce qui s’y oppose{HARD}: «{HARD}{one.name}{HARD}»{NARROW}; une unité de plus de "
                         f"«{HARD}{one.decision}{HARD}» apporterait {gain} en moyenne.")  # fmt: skip
        if not it.hindered:
            lines.append("Aucune limite ni aucun budget ne s’y oppose : davantage de décisions n’apporte rien de plus.")
    else:
        lines.append(f"Le plan le plus sûr trouvé dans les limites{NARROW}; coût aux prix du scénario{HARD}: {cost}.")
    lines.append(f"Verdicts sur des simulations nouvelles{HARD}: {len(it.blocks)}. Simulations{HARD}: "
                 f"{number_text(it.simulator.runs, 'fr')}.")  # fmt: skip
    return lines
