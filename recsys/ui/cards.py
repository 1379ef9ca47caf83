"""Works as cards: a poster, what it is, where it is, how well it matches, and what to do with it."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from recsys.domain.certifications import short_form
from recsys.domain.countries import country_name
from recsys.domain.maturity import AGES, MATURITY_LEVELS
from recsys.domain.schema import RATING_MAX
from recsys.domain.services import service_by_id
from recsys.serving.catalogue import Offer, Work
from recsys.text import fold
from recsys.ui import html
from recsys.ui.languages import Words
from recsys.ui.visitor import Visitor

SHOWN_GENRES = 2
LONG_TITLE = 24  # letters: longer ones are set smaller
SHOWN_ELSEWHERE = 3  # services, and countries of one, of those where a work cannot be watched
# The pattern of a poster and its two tones, by the first genre that has one; the style sheet draws them.
_PATTERNS = {
    "waves": ("drama", "romance", "melodrama", "independent", "coming of age"),
    "blocks": ("action", "adventure", "superhero", "war", "sport", "western", "spy", "disaster", "survival"),
    "dots": ("comedy", "stand-up", "sitcom", "sketch comedy", "parody", "variety", "talk show", "buddy"),
    "rays": ("science fiction", "fantasy", "anime", "technology"),
    "leaves": ("documentary", "nature", "history", "biography", "travel", "food", "science", "news", "culture"),
    "stripes": ("crime", "thriller", "mystery", "police"),
    "bubbles": ("family", "animation", "kids", "adult animation", "teen"),
    "stitches": ("horror", "cult"),
    "notes": ("music", "musical", "concert", "dance", "arts"),
}
_PATTERN_OF = {genre: pattern for pattern, genres in _PATTERNS.items() for genre in genres}
_PLAIN = "notes"
_LEVEL_OF = {age: level for level, age in MATURITY_LEVELS.items()}
# The words for a chance of liking, and from where on they hold.
_CHANCES = {"likely": 0.7, "maybe": 0.5, "gamble": 0.3, "unlikely": 0.0}


def poster(work: Work, inner: str = "") -> str:
    """A poster: two tones and a fine pattern by genre, and the markup `inner` on the plain one.

    A picture, where there is one, lies over the pattern: one that does not come leaves that to be seen.
    """
    pattern = next((_PATTERN_OF[genre] for genre in work.genres if genre in _PATTERN_OF), _PLAIN)
    plate = f'<div class="butaca-plate">{inner}</div>' if inner else ""
    return f'<div class="butaca-poster {pattern}">{_picture(work)}{plate}</div>'


def card(
    work: Work, words: Words, match: str, actions: str = "", country: str = "", services: Sequence[str] = ()
) -> str:
    """A card, its title a link to its own page; `match` and `actions` are markup.

    `country` is where it is watched, `services` the ids of those on which, all where there are none.
    """
    size = ' class="long"' if len(work.title) > LONG_TITLE else ""
    heading = (
        f"<h3{size}><a {page_link(work, words)}>{escape(work.title)}</a></h3>{original(work)}"
        f'<p class="butaca-facts">{escape(facts(work, words))}</p>'
    )
    about = f'{watch(work, words, country, services)}<p class="muted">{escape(genres(work, words))}</p>'
    return (
        f'<li class="butaca-card">{poster(work, heading)}<div class="butaca-body">'
        f'<div class="butaca-about">{about}</div>{match}{actions}</div></li>'
    )


def page_link(work: Work, words: Words) -> str:
    """The attributes of a link to a title's own page."""
    page = urlencode({"title": work.work_id, "lang": words.language})
    told = escape(words("card.page", title=work.title))
    return f'href="?{escape(page)}" data-act="open" data-work="{escape(work.work_id)}" title="{told}"'


def original(work: Work) -> str:
    """The original title, beneath one that differs from it; nothing where it does not, or is not known."""
    if work.original_title is None or fold(work.original_title) == fold(work.title):
        return ""
    name = escape(work.original_title)
    return f'<p class="butaca-original" title="{name}">{name}</p>'


def watch(work: Work, words: Words, country: str = "", services: Sequence[str] = (), *, linked: bool = False) -> str:
    """The services that show it in a country (of none: anywhere), by name and colour; else, in words, where it is.

    Those of `services` (of none: all) to which it has just come say so. `linked` badges lead to the title there.
    """
    here = _here(work, country)
    badges = "".join(
        _badge(offer, words, _is_new(offer, country, services), work.title if linked else "") for offer in here
    )
    badges += "".join(f'<span class="muted">{escape(line)}</span>' for line in _via(here, words))
    told = "".join(f'<p class="muted butaca-where-else">{escape(line)}</p>' for line in where(work, words, country))
    return (f'<div class="butaca-badges">{badges}</div>' if badges else "") + told


def where(work: Work, words: Words, country: str = "") -> list[str]:
    """Sentences of where a work is, for whoever cannot watch it in that country; none for whoever can."""
    if not work.offers:
        return [words("card.nowhere")]
    if _here(work, country):
        return []
    shown = work.offers[:SHOWN_ELSEWHERE]
    *others, last = [_elsewhere(offer, words) for offer in shown]
    return [*others, " · ".join([last, *_via(shown, words)])]


def sources(work: Work, words: Words) -> str:
    """Whose data a title shows, where they want to be named."""
    if not work.attribution:
        return ""
    return f'<p class="muted">{escape(words("card.sources", names=words.listed(work.attribution)))}</p>'


def _via(offers: Sequence[Offer], words: Words) -> list[str]:
    """Who must be named beside the offers, each once."""
    named = dict.fromkeys(offer.attribution for offer in offers if offer.attribution)
    return [words("card.via", name=name) for name in named]


def _here(work: Work, country: str) -> list[Offer]:
    return [offer for offer in work.offers if not country or country in offer.countries]


def _is_new(offer: Offer, country: str, services: Sequence[str]) -> bool:
    """Whether a work has just come to a service in a country, in all of its countries where none is chosen."""
    where = {country} if country else set(offer.countries)
    return (not services or offer.service in services) and bool(offer.new) and where <= set(offer.new)


def _badge(offer: Offer, words: Words, is_new: bool, title: str = "") -> str:
    """A service's name on its colour, with since when it has the work, and whether that is new.

    With a title it is a link to that on the service.
    """
    service = service_by_id().get(offer.service)
    colour = f' style="--service: {escape(service.colour)}"' if service is not None else ""
    since = words("card.since", when=words.when(offer.since)) if offer.since else ""
    new = f' <b class="butaca-new">{escape(words("card.new"))}</b>' if is_new else ""
    leads = words("title.watch", title=title, service=offer.name) if title else ""
    told = " · ".join(note for note in (leads, since) if note)
    told = f' title="{escape(told)}"' if told else ""
    inner = f'class="butaca-badge"{colour}{told}>{escape(offer.name)}{new}'
    if service is None or not title:
        return f"<span {inner}</span>"
    address = escape(service.address(title))
    return f'<a target="_blank" rel="noreferrer" href="{address}" {inner} <span aria-hidden="true">↗</span></a>'


def _elsewhere(offer: Offer, words: Words) -> str:
    if not offer.countries:
        return words("card.unknown_where", service=offer.name)
    named = [country_name(code, words.language) for code in offer.countries[:SHOWN_ELSEWHERE]]
    more = len(offer.countries) - len(named)
    if more:
        named.append(words.count("card.countries", more))
    return words("card.elsewhere", service=offer.name, countries=words.listed(named))


def cards(made: Sequence[str]) -> str:
    """Cards side by side, all of the same height; nothing where there are none."""
    return f'<ul class="butaca-cards">{"".join(made)}</ul>' if made else ""


def chance(liking: float, words: Words) -> str:
    """The chance of liking as a number and a word for it."""
    word = next(word for word, low in _CHANCES.items() if liking >= low)
    return words(f"match.{word}", percent=words.percent(liking))


def match(share: float, number: str, *lines: str) -> str:
    """How well it matches, as a bar with its number and words, and why; at the foot of the card."""
    told = "".join(_why(line) for line in lines)
    return f'<div class="butaca-match"><div><b>{escape(number)}</b>{html.bar(share)}</div>{told}</div>'


def match_line(line: str) -> str:
    """What stands there where nothing is known of how well it matches."""
    return f'<div class="butaca-match">{_why(line)}</div>'


def _why(line: str) -> str:
    return f'<p class="muted butaca-why" title="{escape(line)}">{escape(line)}</p>'


def feedback(work: Work, visitor: Visitor, words: Words) -> str:
    """What a visitor may say of a title on a card: their stars, more like it, less like it, seen it, some day."""
    stars = (
        f'<div class="butaca-stars" role="group" hidden aria-label="{escape(words("rater.rate", title=dated(work)))}">'
        + stars_of(work, visitor, words)
        + "</div>"
    )
    # Icons, drawn by the style sheet: a text beside the name that is read out would have to be a part of it.
    rated = work.work_id in visitor.ratings
    rate = html.act("stars", "", words("rater.rate", title=dated(work)), pressed=rated)
    made = [
        html.act(
            act,
            "",
            words(f"card.{act}.of", title=work.title),
            pressed=work.work_id in said,
            work=work.work_id,
        )
        for act, said in (
            ("more", visitor.more),
            ("less", visitor.less),
            ("watched", visitor.watched),
            ("wish", visitor.wishes),
        )
    ]
    return f'<div class="butaca-acts">{rate}{"".join(made)}</div>{stars}'


def stars_of(work: Work, visitor: Visitor, words: Words) -> str:
    """The buttons that give a work so many stars; the one that was given is pressed."""
    given = visitor.ratings.get(work.work_id)
    return "".join(
        html.act(
            "rate",
            "★",
            words.count("rater.stars", number, title=work.title),
            pressed=number == given,
            work=work.work_id,
            stars=str(number),
        )
        for number in range(1, int(RATING_MAX) + 1)
    )


def facts(work: Work, words: Words) -> str:
    """Year, length and maturity, as far as they are known."""
    known = [str(work.year), _length(work, words), _maturity(work, words)]
    return " · ".join(fact for fact in known if fact)


def genres(work: Work, words: Words) -> str:
    """The first genres."""
    return ", ".join(words.genre(name) for name in work.genres[:SHOWN_GENRES])


def dated(work: Work) -> str:
    """A title with its year."""
    return f"{work.title} ({work.year})"


def _picture(work: Work) -> str:
    if work.picture is None:
        return ""
    # Whose pictures they are learns which are looked at, and not on which page.
    how = 'alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer"'
    return f'<img src="{escape(work.picture)}" {how}>'


def _maturity(work: Work, words: Words) -> str:
    """For which age it is meant: as the visitor's country writes it, else on the one scale; nothing if not known.

    Certificates are of many countries, and «R» says nothing in most of them.
    """
    own = short_form(work.certification or "")
    if own:
        return own
    level = _LEVEL_OF.get(AGES.get(work.maturity or "", -1), "")
    return words("input.maturity.all") if level == "all" else level


def _length(work: Work, words: Words) -> str:
    if work.duration is None:
        return ""
    if work.duration_type == "season":
        return words.count("card.seasons", work.duration)
    return words("card.minutes", n=words.number(work.duration))
