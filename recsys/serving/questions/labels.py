"""What to call that which was understood, in the question's language."""

from babel import Locale

from recsys.domain.countries import country_name
from recsys.domain.services import service_name
from recsys.serving import locales
from recsys.serving.questions.facts import CatalogueFacts
from recsys.serving.questions.lexicon import Lexicon
from recsys.serving.questions.question import NEGATIVE

_HAD = {"not_genre", "not_person", "not_theme"}  # what a work is without; it is not of a country, language, mood, years


def label(kind: str, value: str, words: Lexicon, facts: CatalogueFacts) -> str:
    """The label of a kind and value."""
    if kind.startswith(NEGATIVE):
        said = label(kind.removeprefix(NEGATIVE), value, words, facts)
        return words.labels["without" if kind in _HAD else "not"].format(said)
    if f"{kind}:{value}" in words.labels:
        return words.labels[f"{kind}:{value}"]
    if kind == "years":
        return _years(value, words)
    if kind == "made_in" and (kind, value) in words.names:
        name = words.names[kind, value]
        return name.title() if words.language == "en" else name  # English writes «Korean», Spanish «coreano»
    if kind in ("genre", "person"):
        return words.labels["or"].join(words.names.get((kind, one), one) for one in value.split("|"))
    if kind == "seasons_to":
        return words.labels["seasons_to.one" if value == "1" else "seasons_to"].format(value)
    # A service, a person and a country stay without a word before them, which would have to fit each («na Netflix»).
    return words.labels.get(kind, "{}").format(_name(kind, value, words, facts))


def _name(kind: str, value: str, words: Lexicon, facts: CatalogueFacts) -> str:
    if kind in ("made_in", "country"):
        return country_name(value, words.language)
    if kind == "spoken":
        return str(Locale(words.language).languages.get(value, value))
    if kind == "platforms":
        return service_name(value)
    if kind == "like":
        work = facts.catalogue.work_ids.number(value)
        return facts.catalogue.dated(work, locales.Locale(words.language))
    return words.names.get((kind, value), value)


def _years(value: str, words: Lexicon) -> str:
    first, _, last = value.partition("-")
    if not last:
        return words.labels["years.from"].format(first)
    if not first:
        return words.labels["years.to"].format(last)
    return first if first == last else f"{first}\u2013{last}"
