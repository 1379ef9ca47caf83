"""Maturity ratings: their one spelling, and the youngest age that each is meant for."""

from recsys.text import fold

# Spellings that mean the same, folded, and the one that stays.
_SPELLINGS = {
    "all ages": "all",
    "tp": "all",  # todos los públicos
    "todos": "all",
    "todos lo": "all",  # as the Spanish list cuts it off
    "todos los publicos": "all",
    "apta para todos los publicos": "all",
    "al": "all",  # the Netherlands', alle leeftijden
    "livre": "all",
    "6": "6+",
    "7": "7+",
    "ages 7": "7+",
    "9": "9+",
    "12": "12+",
    "13": "13+",
    "ages 13": "13+",
    "16": "16+",
    "ages 16": "16+",
    "18": "18+",
    "ages 18": "18+",
    "not rated": "nr",
    "not rate": "nr",
    "unrated": "nr",
    "ur": "nr",
}

# One scale for the films', the television's and the services' own ratings. A title whose source gives no rating, or
# `nr`, has no place on it.
AGES = {
    "g": 0, "tv-g": 0, "tv-y": 0, "all": 0,
    "6+": 7, "tv-y7": 7, "tv-y7-fv": 7, "7+": 7, "pg": 7, "tv-pg": 7,
    "9+": 13, "12+": 13, "pg-13": 13, "13+": 13, "tv-14": 13,
    "16+": 16,
    "r": 18, "nc-17": 18, "18+": 18, "tv-ma": 18,
}  # fmt: skip
MATURITY_LEVELS = {"all": 0, "7+": 7, "13+": 13, "16+": 16, "18+": 18}
DEFAULT_MATURITY = "g"  # of a listing whose source is silent


def maturity_of_text(text: str) -> str | None:
    """A maturity rating in its one spelling; None where the text is empty.

    >>> maturity_of_text("AGES_16_"), maturity_of_text("NOT RATED"), maturity_of_text("TV-MA"), maturity_of_text("")
    ('16+', 'nr', 'tv-ma', None)
    """
    given = text.strip().lower()
    return _SPELLINGS.get(fold(given), given) or None
