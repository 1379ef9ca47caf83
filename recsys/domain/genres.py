"""One vocabulary of genres for four services that each use their own.

A label that stands in `GENRES` becomes the words given there; one that does not stays as it is, in lower
case, so that a new label of a service is never lost. A label that says only what is no genre (`Movies`, `TV
Shows`) becomes nothing.
"""

from collections.abc import Iterable

GENRES: dict[str, tuple[str, ...]] = {
    # Netflix
    "action & adventure": ("action", "adventure"),
    "anime features": ("anime",),
    "anime series": ("anime",),
    "british tv shows": ("british",),
    "children & family movies": ("family", "kids"),
    "classic & cult tv": ("classic", "cult"),
    "classic movies": ("classic",),
    "comedies": ("comedy",),
    "crime tv shows": ("crime",),
    "cult movies": ("cult",),
    "documentaries": ("documentary",),
    "docuseries": ("documentary",),
    "dramas": ("drama",),
    "faith & spirituality": ("faith",),
    "horror movies": ("horror",),
    "independent movies": ("independent",),
    "international movies": ("international",),
    "international tv shows": ("international",),
    "kids' tv": ("kids",),
    "korean tv shows": ("korean",),
    "lgbtq movies": ("lgbtq",),
    "music & musicals": ("music", "musical"),
    "reality tv": ("reality",),
    "romantic movies": ("romance",),
    "romantic tv shows": ("romance",),
    "sci-fi & fantasy": ("science fiction", "fantasy"),
    "science & nature tv": ("science", "nature"),
    "spanish-language tv shows": ("spanish-language",),
    "sports movies": ("sport",),
    "stand-up comedy": ("stand-up", "comedy"),
    "stand-up comedy & talk shows": ("stand-up", "comedy", "talk show"),
    "teen tv shows": ("teen",),
    "thrillers": ("thriller",),
    "tv action & adventure": ("action", "adventure"),
    "tv comedies": ("comedy",),
    "tv dramas": ("drama",),
    "tv horror": ("horror",),
    "tv mysteries": ("mystery",),
    "tv sci-fi & fantasy": ("science fiction", "fantasy"),
    "tv thrillers": ("thriller",),
    # Amazon Prime Video; its one label with commas arrives in three pieces
    "and culture": ("culture",),
    "arts": ("arts",),
    "entertainment": ("entertainment",),
    "arthouse": ("independent",),
    "faith and spirituality": ("faith",),
    "historical": ("history",),
    "military and war": ("war",),
    "music videos and concerts": ("music", "concert"),
    "sports": ("sport",),
    "suspense": ("thriller",),
    "talk show and variety": ("talk show", "variety"),
    "unscripted": ("reality",),
    "young adult audience": ("teen",),
    # Disney+
    "action-adventure": ("action", "adventure"),
    "animals & nature": ("nature",),
    "biographical": ("biography",),
    "concert film": ("music", "concert"),
    "game show / competition": ("game show", "competition"),
    "police/cop": ("crime", "police"),
    "romantic comedy": ("romance", "comedy"),
    "soap opera / melodrama": ("drama", "melodrama"),
    "spy/espionage": ("spy",),
    # Hulu
    "adult animation": ("animation", "adult animation"),
    "cartoons": ("animation", "kids"),
    "classics": ("classic",),
    "cooking & food": ("food",),
    "game shows": ("game show",),
    "health & wellness": ("wellness",),
    "late night": ("talk show",),
    "latino": ("latino",),
    "lgbtq+": ("lgbtq",),
    "lifestyle & culture": ("lifestyle", "culture"),
    "science & technology": ("science", "technology"),
    "sitcom": ("comedy", "sitcom"),
    "sketch comedy": ("comedy", "sketch comedy"),
    "stand up": ("stand-up", "comedy"),
    # no genres
    "movies": (),
    "series": (),
    "tv shows": (),
}


def canonical_genres(labels: Iterable[str]) -> list[str]:
    """The labels of a service in the common vocabulary, each once, in their order.

    >>> canonical_genres(["TV Comedies", "Stand-Up Comedy", "Something New"])
    ['comedy', 'stand-up', 'something new']
    """
    words = (word for label in labels for word in GENRES.get(label.lower(), (label.lower(),)))
    return list(dict.fromkeys(words))
