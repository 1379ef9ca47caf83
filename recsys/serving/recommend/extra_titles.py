"""How the titles of extras and editions are written, in English, Spanish, Portuguese, French, German and Italian."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from recsys.domain.services import SERVICES

_SERVICE = "|".join(re.escape(service.id) for service in SERVICES)


def _any(alternatives: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


@dataclass(frozen=True)
class Opening:
    """Words that the name of another work follows, if it has so many words and is no older than so many years.

    «Inside Job» is not about «Job», nor «Beyond Reasonable Doubt» about a film of some years ago.
    """

    words: int
    years: int
    opens: re.Pattern[str]


_ANY_AGE = 100
OPENINGS = [
    Opening(words, years, re.compile(rf"^(?:{opening}) (?P<name>\S.*)$", re.IGNORECASE))
    for words, years, opening in (
        (1, _ANY_AGE, r"(?:the )?making(?: of)?|as[ií] se hizo"),
        (1, _ANY_AGE, rf"(?:{_SERVICE}|marvel) gallery\s*[:/]|a fan['’]s guide to|\w+ rewind: inside"),
        (1, _ANY_AGE, r"(?:behind the scenes|detr[aá]s de (?:las )?c[aá]maras)(?: of| with| de)?"),
        (2, _ANY_AGE, r"inside|creating|unlocking|farewell|a (?:special |first )?look (?:at|inside|back at)"),
        (2, 2, r"beyond"),
        (3, _ANY_AGE, r"the story of(?:\.\.\.)?"),
    )
]
MADE = re.compile(r"\bmaking[ -]of (?P<name>.+)$", re.IGNORECASE)
MAKING = _any(
    (
        r"\bmaking[ -]of\b|\bbehind[ -]the[ -](?:scenes|magic)\b|\bfeaturette|\bsneak peek|\bfirst look:",
        r"\b(?:detr[aá]s de|tras) (?:las )?c[aá]maras|\btras bambalinas|\bas[ií] se hizo|\bc[oó]mo se hizo",
        r"\bpor tr[aá]s das c[aâ]meras|\bnos bastidores|\bdans les coulisses|\bhinter den kulissen|\bdietro le quinte",
    )
)
# Series that are about other works, whichever.
SERIES_ABOUT = _any(
    (
        rf"^(?:marvel studios[:'’]? )?assembled\b|^marvel studios[:'’]? legends\b|^(?:{_SERVICE}|marvel) gallery\b",
        rf"\s(?:[-–—]|the (?:{_SERVICE})) the after ?party$|: the after ?party$|^the (?:{_SERVICE}) after ?party\b",
    )
)
# What stands behind the name of another work and a colon.
COMPANION = _any(
    (
        r"^(?:the |el |o )?(?:phenomenon|fen[oóô]meno)$|^(?:the )?after[ -]?(?:party|show|dark)$|^untucked\b",
        r"^(?:a )?(?:first )?look (?:inside|at|back)\b|^inside (?:the (?:episodes?|series|show|story)|jokes)",
        r"^behind (?:the (?:scenes|magic)|and beyond|& beyond)|^(?:the )?making\b|^creating\b|^sneak peek",
        r"^(?:unlocked|uncovered|untold)$|\b(?:cast|the) reunion\b|^episodio a episodio$|^from \w+ to \w+$",
        r"^\d+ years later with |^how it began$|\bspecial edition of 20/20$|\bthe doctors revisited$|\bbestiary$",
        r"^(?:the )?(?:official )?(?:trailer|teaser|promo|preview|companion|retrospective)s?$|^nightcall with ",
    )
)
COMPILED = _any(
    (
        r"\brecaps?(?:$|:)|\bbloopers\b|\bouttakes\b|\bgag reel\b|\bdeleted scenes\b|\bclip show\b|\bhighlights$",
        r"\b(?:best|greatest|top) moments\b|\b(?:mejores|melhores) momentos\b|['’]s greatest hits$",
        r"[:–-] (?:the )?(?:best of|greatest hits)$",
        r": (?:the )?best of (?!every|both|all\b|times|us$|me$|men$|enemies|luck)",
        rf"^(?:the |\d{{4}} )?best of (?:stand-?up|animation|{_SERVICE}|babyfirst|gecko|videogyan|cheddar|insomniac)\b",
        r"^(?:the )?best of (?:the wiggles|the three stooges|mister rogers)\b",
    )
)
BEST_OF = re.compile(r"^(?:(?:the )?best of|lo mejor de|o melhor de) (?P<name>\S+ .+)$", re.IGNORECASE)
SING_ALONG = _any(
    (
        r"\b(?:sing|dance|read)[ -]?alongs?\b(?! blog)|^canta con ",
        r"\bkaraoke (?:version|edition)|\((?:karaoke|lyric video)\)",
    )
)
AMBIENT = _any(
    (
        r"\bfireplace$|\bfireplace (?:4k|for your home)|^(?:4k )?(?:fireplace|chimenea|lareira)\b|\byule log\b",
        r"\bblack screen\b|\bfor (?:deep )?(?:sleep|relaxation)\b|\bsleep visuali[sz]ation\b|\bwhite noise\b",
        r"\b(?:sleep|rain|sounds|bowls|campfire|waves|fan|surf)\b.* hours?$|\bnature sounds\b|\bvirtual aquarium\b",
        r"^relaxing |\bto relax in\b|\bminutes of relaxation\b|\b(?:galaxy of sounds|vehicle flythroughs|biomes)$",
    )
)
WORKOUT = _any((r"\bworkouts?\b|\byoga\b|\bpilates\b|\bhiit\b|\bcardio\b|\bbarre\b|\bguided meditation\b",))
_LANGUAGES = (
    "spanish español castellano english inglés hindi tamil telugu telegu kannada malayalam bengali marathi arabic"
    " french français german deutsch italian italiano portuguese português brazilian japanese korean mandarin"
    " cantonese thai turkish polish russian indonesian dutch swedish"
).split()
_LANGUAGE = "|".join(_LANGUAGES)
EDITION = _any(
    (
        rf"\s[(\[](?:(?:in|en|auf|em) )?(?:{_LANGUAGE})(?: (?:version|audio|dub(?:bed)?|sub(?:titled|bed)?))?[)\]]",
        r"\s[(\[](?:dub(?:bed)?|sub(?:bed|titled)?|doblad[ao]|subtitulad[ao]|dublad[ao]|legendad[ao]|vostfr)[)\]]",
        r"\b(?:en español|em português|en français|auf deutsch)$",
        r"(?<=\w) in (?:spanish|hindi|indonesian|french|portuguese)$",
        r"[(\[](?:episodio [ivx]+|duplicated|color separation test)[)\]]|^_dupe_",
    )
)
_KINDS_OF_CUT = (
    r"(?:director|producer|lawyer|collector)['’]?s|extended|final|unrated|uncut|theatrical|ultimate|special|complete"
    r"|remastered"
)
CUT = _any(
    (
        rf"[\s:,–(\[-]+(?:the )?(?:{_KINDS_OF_CUT})(?: extended)? (?:cut|edition|version|collection)[)\]]?$",
        r"[\s:,–(\[-]+(?:shorts|cortos|in colou?r!|montaje del director)[)\]]?$",
    )
)
SPANISH = re.compile(r"\b(?:el|la|los|las|del|y|un|una|con|temporada|película|en|de)\b|[¡¿ñ]", re.IGNORECASE)
NOT_SPANISH = re.compile(r"[ãõçêèàôâîìòëß]|\b(?:uma|em|do|da|dos|das|le|les|des|et|il|di|der|und|van)\b", re.IGNORECASE)
# Every title that one of these means has one of these words, as keys spell them. They are looked for first, so that a
# hundred thousand titles are soon read.
WORDS = frozenset(
    f"""making behind scenes magic camaras cameras bambalinas bastidores coulisses kulissen quinte hizo featurette peek
    look rewind guide beyond inside creating unlocking farewell story gallery assembled legends afterparty party
    phenomenon fenomeno show aftershow dark unlocked uncovered untold untucked reunion episodio from bestiary revisited
    nightcall trailer trailers teaser teasers promo preview companion retrospective later began recap recaps
    bloopers outtakes gag deleted moments momentos best mejor melhor hits highlights clip along alongs singalong
    singalongs karaoke lyric canta fireplace chimenea lareira yule screen sleep relaxation hours hour sounds noise
    relaxing relax aquarium flythroughs biomes workout workouts yoga pilates hiit cardio barre meditation dub dubbed
    sub subbed subtitled doblada doblado subtitulada subtitulado dublada dublado legendada legendado vostfr espanol
    ingles portugues francais duplicated separation dupe cut edition version collection shorts cortos color colour
    director {" ".join(_LANGUAGES)}""".split()
)
