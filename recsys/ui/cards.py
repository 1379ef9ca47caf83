"""Works as cards: a poster, what it is, where it is, how well it matches, and what to do with it."""

import zlib
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from recsys.domain.schema import PLATFORM_NAMES
from recsys.serving.catalogue import Work
from recsys.ui import html
from recsys.ui.languages import Words
from recsys.ui.visitor import Visitor

SHOWN_GENRES = 3
_BADGE_OF_NAME = {name: platform for platform, name in PLATFORM_NAMES.items()}
# The pattern of a poster, by the first genre that has one; the style sheet draws them.
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
# The words for a chance of liking, and from where on they hold.
_CHANCES = {"likely": 0.7, "maybe": 0.5, "gamble": 0.3, "unlikely": 0.0}


def poster(work: Work, heading: str = "") -> str:
    """A poster: a pattern by genre in two hues by the work's id, with the year and, on its plain foot, the markup of a
    heading; without one the title stands beside it.

    A picture, where there is one, lies over the pattern: one that does not come leaves that to be seen.
    """
    # Not Python's hash, which differs from one run to the next.
    seed = zlib.crc32(work.work_id.encode())
    hue, other = seed % 360, (seed + 30 + seed // 360 % 90) % 360
    pattern = next((_PATTERN_OF[genre] for genre in work.genres if genre in _PATTERN_OF), _PLAIN)
    # The card's facts say it again, in what is read out.
    year = f'<span class="butaca-year" aria-hidden="true">{work.year}</span>' if heading else ""
    inner = year + _picture(work) + heading
    return f'<div class="butaca-poster {pattern}" style="--hue: {hue}; --other: {other}">{inner}</div>'


def card(work: Work, words: Words, match: str, actions: str = "") -> str:
    """A card, its title a link to titles like it; `match` and `actions` are markup."""
    like = urlencode({"title": work.work_id, "lang": words.language})
    heading = (
        f'<h3><a href="?{escape(like)}" data-act="open" data-work="{escape(work.work_id)}" '
        f'title="{escape(words("card.like", title=work.title))}">{escape(work.title)}</a></h3>'
    )
    return (
        f'<li class="butaca-card">{poster(work, heading)}<div class="butaca-body">'
        f'<p class="butaca-facts">{escape(facts(work, words))}</p>{badges(work)}'
        f'<p class="muted">{escape(genres(work, words))}</p>{match}{actions}</div></li>'
    )


def badges(work: Work) -> str:
    """The services that have it, by name and colour."""
    made = (f'<span class="butaca-badge {_BADGE_OF_NAME[name]}">{escape(name)}</span>' for name in work.platforms)
    return f'<div class="butaca-badges">{"".join(made)}</div>'


def cards(made: Sequence[str]) -> str:
    """Cards side by side, all of the same height; nothing where there are none."""
    return f'<ul class="butaca-cards">{"".join(made)}</ul>' if made else ""


def chance(liking: float, words: Words) -> str:
    """The chance of liking as a number and a word for it."""
    word = next(word for word, low in _CHANCES.items() if liking >= low)
    return words(f"match.{word}", percent=words.percent(liking))


def match(share: float, number: str, *lines: str) -> str:
    """How well it matches, as a bar with its number and words, and why; at the foot of the card."""
    told = "".join(f'<p class="muted butaca-why" title="{escape(line)}">{escape(line)}</p>' for line in lines)
    return f'<div class="butaca-match"><b>{escape(number)}</b>{html.bar(share)}{told}</div>'


def tastes(work: Work, visitor: Visitor, words: Words) -> str:
    """What a visitor may say of a title on a card: more like it, less like it, seen it."""
    made = [
        html.act(
            act,
            words(f"card.{act}"),
            words(f"card.{act}.of", title=work.title),
            pressed=work.work_id in said,
            work=work.work_id,
        )
        for act, said in (("more", visitor.more), ("less", visitor.less), ("seen", visitor.seen))
    ]
    return f'<div class="butaca-acts">{"".join(made)}</div>'


def facts(work: Work, words: Words) -> str:
    """Year, length and maturity, as far as they are known."""
    # A hyphen at which no line ends: «PG-» says nothing.
    maturity = work.maturity.upper().replace("-", "\u2011") if work.maturity else ""
    known = [str(work.year), _length(work, words), maturity]
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


def _length(work: Work, words: Words) -> str:
    if work.duration is None:
        return ""
    if work.duration_type == "season":
        return words.count("card.seasons", work.duration)
    return words("card.minutes", n=words.number(work.duration))
