"""What a programme calls its practice, its people and its meetings: words of pages, never names of columns or files."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_serializer

from simulation.language.vocabulary import USUAL, Words
from simulation.scenario.quantities import Frozen, Seen

if TYPE_CHECKING:
    from simulation.scenario.schema import Scenario

Word = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\s{}<>`]([^{}<>`]*[^\s{}<>`])?$"), Seen]
OneAndSeveral = Annotated[tuple[Word, ...], Field(min_length=2, max_length=2, strict=False)]


class _Given(Frozen):
    """Written without what is not given."""

    @model_serializer(mode="wrap")
    def _without_none(self, written) -> dict[str, Any]:
        return {name: held for name, held in written(self).items() if held is not None}


class PracticeName(_Given):
    """The name of the practice, as it stands within a sentence."""

    en: Word | None = None
    """In English, such as mental health first aid."""
    fr: Word | None = None
    """In French, such as premiers secours en santé mentale."""


class Term(_Given):
    """One word of the practice, in the languages that need another word than the usual one."""

    en: OneAndSeveral | None = None
    """In English: one, several, such as [instructor, instructors]."""
    fr: OneAndSeveral | None = None
    """In French: one, several, such as [instructeur, instructeurs]; of the gender of the usual word."""


class Vocabulary(_Given):
    """What pages call things instead of the usual words."""

    practice: PracticeName | None = None
    """The practice that spreads; pages name it in their title."""
    facilitator: Term | None = None
    """Instead of facilitator; in French animateur, masculine."""
    trainer: Term | None = None
    """Instead of trainer, who trains facilitators; in French formateur, masculine."""
    group: Term | None = None
    """Instead of group, which a facilitator leads; in French groupe, masculine."""
    session: Term | None = None
    """Instead of session, a meeting of a group; in French séance, feminine."""

    def words(self) -> Words:
        """The same for what writes texts."""
        practice = () if self.practice is None else tuple(self.practice.model_dump().items())
        replaced = tuple(
            (code, usual, new)
            for name, languages in USUAL.items()
            if (term := getattr(self, name)) is not None
            for code, forms in languages.items()
            for usual, new in zip(forms, getattr(term, code) or (), strict=False)
        )
        return Words(practice, replaced)


def words_of(scenarios: Iterable["Scenario"]) -> Words:
    """The words in which these scenarios are spoken of together: those that all have, else the usual ones."""
    return shared_words(one.vocabulary for one in scenarios)


def shared_words(vocabularies: Iterable[Vocabulary | None]) -> Words:
    """The words that these vocabularies all give, else the usual ones."""
    found = {Words() if one is None else one.words() for one in vocabularies}
    return found.pop() if len(found) == 1 else Words()
