"""What to call that which was understood, in the question's language."""

from babel import Locale

from recsys.domain.countries import country_name
from recsys.domain.services import service_name
from recsys.serving import locales
from recsys.serving.questions.facts import CatalogueFacts
from recsys.serving.questions.lexicon import Lexicon
from recsys.serving.questions.question import NEGATIVE


def label(kind: str, value: str, words: Lexicon, facts: CatalogueFacts) -> str:
    """The label of a kind and value."""
    if kind.startswith(NEGATIVE):
        return words.labels["not"].format(label(kind.removeprefix(NEGATIVE), value, words, facts))
    if f"{kind}:{value}" in words.labels:
        return words.labels[f"{kind}:{value}"]
    if kind == "years":
        return _years(value, words)
    if kind == "made_in" and (kind, value) in words.names:
        name = words.names[kind, value]
        return name.title() if words.language == "en" else name  # English writes «Korean», Spanish «coreano»
    if kind == "genre":
        return words.labels["or"].join(words.names.get((kind, one), one) for one in value.split("|"))
    if kind == "seasons_to":
        return words.labels["seasons_to.one" if value == "1" else "seasons_to"].format(value)
    if kind in words.labels:
        return words.labels[kind].format(_name(kind, value, words, facts))
    return words.names.get((kind, value), value)


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
    return value


def _years(value: str, words: Lexicon) -> str:
    first, _, last = value.partition("-")
    if not last:
        return words.labels["years.from"].format(first)
    if not first:
        return words.labels["years.to"].format(last)
    return first if first == last else f"{first}\u2013{last}"
