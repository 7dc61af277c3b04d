"""English and French: `say` makes a message, which the command line shows in the language that its user reads.

The phrases stand in the code in English, and in `locale/fr.po` in French; `python -m simulation.language.extract`
brings that file up to date. Every layer may import this one.
"""

from simulation.language.messages import Message, in_language, joined, named, say, sentences, text_of
from simulation.language.reader import LANGUAGES, LanguageCode, language_code, reader, reading

__all__ = [
    "LANGUAGES", "LanguageCode", "Message", "in_language", "joined", "language_code", "named", "reader", "reading",
    "say", "sentences", "text_of",
]  # fmt: skip
