"""What a person is told of a plan on the terminal."""

from simulation.language import in_language, joined, say
from simulation.outcomes.wording import Language, aim_text
from simulation.planning.plans.planning import Carried


def told(carried: Carried, language: Language = "en") -> str:
    """A few sentences."""
    block, goal = carried.blocks[-1], carried.read.file.goal
    aims = "; ".join(aim_text(aim, language) for aim in carried.read.targets)
    lines = [say("{name}: {aims}.", name=carried.read.file.name, aims=aims)]
    for number, one in enumerate(carried.problem.requirements):
        lines.append(
            say(
                "Reached in {share:.1%} of {count:,} fresh futures (at least {lower:.1%} with {confidence:.1%} "
                "confidence; required {required:.1%}; as it is {before:.1%}).",
                share=float(block.shares[number]),
                count=block.replicates,
                lower=float(block.lower[number]),
                confidence=block.confidence,
                required=one.probability,
                before=float(carried.base[number]),
            )
        )
    cost = round(carried.problem.cost(carried.plan))
    if carried.reached:
        lines.append(say("Cost at list prices: {cost:,} €.", cost=cost))
    elif goal == "least cost":
        lines.append(
            say(
                "Not reachable as required with what may be decided; this is the nearest plan found, at {cost:,} €.",
                cost=cost,
            )
        )
        for one in carried.hindered[:3]:
            lines.append(
                say(
                    "In the way stands the bound of {name}: one more of {decision} would bring {gain:+.1f} on average.",
                    name=one.name,
                    decision=one.decision,
                    gain=float(one.gain),
                )
                if one.kind == "bound"
                else say(
                    "In the way stands the {name}: one more of {decision} would bring {gain:+.1f} on average.",
                    name=one.name,
                    decision=one.decision,
                    gain=float(one.gain),
                )
            )
        if not carried.hindered:
            lines.append(
                say("No bound or budget is what stands in the way: more of what may be decided brings no more.")
            )
    else:
        lines.append(say("The surest plan found within the limits; cost at list prices: {cost:,} €.", cost=cost))
    lines.append(
        say(
            "Verdicts on fresh futures: {count}. Simulated runs: {runs:,}.",
            count=len(carried.blocks),
            runs=carried.simulator.runs,
        )
    )
    return in_language(joined("\n", lines), language)
