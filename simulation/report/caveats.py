"""What a reader must know before relying on a forecast: three caveats, and how often such bands held."""

from simulation.charts import region_persons
from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.charts.width import data as width_of
from simulation.charts.width_words import Parts, finding
from simulation.outcomes.headline import width_source
from simulation.outcomes.measures import Split
from simulation.outcomes.track_record import TrackRecord, read_track_record
from simulation.report.assumptions import drawn_and_assumed
from simulation.report.decisions import as_sentence


def caveats(results: Results, split: Split, language: Language) -> list[tuple[str, str]]:
    """Three pairs of a heading and a few sentences: assumptions, small numbers, simulated persons."""
    say = language.text
    return [
        (say("It hangs on assumptions"), _assumptions(results, split, language)),
        (say("Few persons in a place are not a forecast"), _small(results, language)),
        (say("Nobody here is real"), say(
            "All persons, groups and courses are simulated; no line is about anybody who exists. The forecast says "
            "what follows if the plan is carried out and the rules and ranges hold; what nobody thought of is in no "
            "band."
        )),
    ]  # fmt: skip


def _assumptions(results: Results, split: Split, language: Language) -> str:
    say = language.text
    drawn, assumed = drawn_and_assumed(results.scenario.uncertainties)
    if results.manifest["best_values"]:
        return say(
            "All {drawn} quantities that nobody knows exactly have their best value here, so the bands hold chance "
            "alone and are too narrow; over all values that they may have, the median can lie elsewhere, for many can "
            "err further to one side than to the other.", drawn=drawn,
        )  # fmt: skip
    told = [say("{drawn} quantities are not known exactly, and differ from future to future; for {assumed} of them no "
                "figure was found, so that their range is a judgement.", drawn=drawn, assumed=assumed)]  # fmt: skip
    if width_source(split) not in ("", "untold"):
        told.append(say("They make about {share} of the variance, chance the rest.",
                        share=language.percent(min(max(split.assumption, 0.0), 1.0))))  # fmt: skip
    parts = width_of(results)
    if isinstance(parts, Parts) and parts.known:
        told.append(as_sentence(finding(parts, language)))
    return " ".join(told)


def _small(results: Results, language: Language) -> str:
    say, seen = language.text, region_persons.data(results)
    few = [region for region in seen.persons.index if seen.persons.q50[region] < region_persons.FEW]
    facts = {"few": region_persons.FEW, "count": language.number(len(few)), "all": language.number(len(seen.persons)),
             "month": language.month(seen.when)}  # fmt: skip
    if not few:
        return say("Regions and quarters are less sure than the nation and the year: read their intervals, not their "
                   "middles. No region is below {few} active facilitators at the end of {month}.", **facts)  # fmt: skip
    return say("Regions and quarters are less sure than the nation and the year. In {count} of {all} regions the "
               "median is below {few} active facilitators at the end of {month}: there, read the chance of one or two, "
               "and do not plan by the median.", **facts)  # fmt: skip


def record_sentences(results: Results, language: Language) -> list[str]:
    """How often bands like these held, from the stored back-tests; empty where none is stored."""
    record = read_track_record()
    return [] if record is None else _told(record, results.manifest["code"]["fingerprint"], language)


def _told(record: TrackRecord, code: str, language: Language) -> list[str]:
    say = language.text
    share = record.share(0.8)
    facts = {
        "networks": language.number(record.networks), "values": language.number(record.values),
        "months": language.number(record.months), "inside": language.number(record.within[0.8]),
        "share": language.percent(share), "band": language.percent(0.8),
        "wide": language.number(record.within[0.95]), "wide_share": language.percent(record.share(0.95)),
        "wide_band": language.percent(0.95),
    }  # fmt: skip
    told = [
        say("How often such bands held: of {values} values that became known up to {months} months after the forecast, "
            "in {networks} real networks, {inside} ({share}) lay in the band of {band}, and {wide} ({wide_share}) in "
            "that of {wide_band}.", **facts)
    ]  # fmt: skip
    if share < 0.8 - 0.05:
        told.append(say("So take these bands as too narrow."))
    if record.codes != {code}:
        told.append(say("Those forecasts were made with earlier versions of the model, for other networks than this."))
    return told
