import pytest

from recsys.serving.catalogue import Catalogue
from recsys.serving.recommend.extras import Rule, extras_of
from recsys.serving.recommend.shelf import Shelf
from tests.fixtures.catalogue import bundle
from tests.fixtures.tables import name, together, work

SERIES = "tv show"


def known(title, year, type="movie", **columns):
    return work(f"known {title} {year}", title, year, type, **{"votes": 50_000, "genres": ["drama"], **columns})


# What the titles below may be about.
KNOWN = together(
    known("Money Heist", 2017, SERIES),
    name("known Money Heist 2017", "La casa de papel", "es"),
    known("The Witcher", 2019, SERIES, votes=500_000),
    known("Stranger Things", 2019, SERIES),
    known("Loki", 2021, SERIES),
    known("Moana", 2016),
    known("It", 2017),
    known("Legend", 2015),
    known("Job", 2010),
    known("Outer", 2010),
    known("Reasonable Doubt", 2014),
    known("The X-Files", 1993, SERIES),
    known("Blade Runner", 1982),
    known("Only Fools and Horses", 1981, SERIES),
    known("Seinfeld", 1989, SERIES),
    known("Pocahontas", 1995),
    known("Hidden", 2005, votes=999),
    known("I Love Lucy", 1951, SERIES),
    known("Us", 2019),
    known("Ouija: Origin of Evil", 2016),
    known("Friends", 1994, SERIES, votes=1_000_000),
)


def rule(title, year=2021, type="movie", **facts):
    facts = {"genres": ["documentary"], "votes": 30, **facts}
    catalogue = Catalogue(bundle(KNOWN, work("asked", title, year, type, **facts)))
    found = extras_of(Shelf(catalogue))
    assert set(found) <= {len(catalogue) - 1}  # what is known is never an extra
    return found.get(len(catalogue) - 1)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Making of Loki", Rule.MAKING),
        ("Marvel Studios Assembled: The Making of Loki", Rule.MAKING),
        ("Making of 'Blade Runner'", Rule.MAKING),
        ("Making The Witcher", Rule.MAKING),
        ("Beyond Stranger Things", Rule.MAKING),
        ("Inside The X-Files", Rule.MAKING),
        ("Blade Runner: Behind the Scenes", Rule.MAKING),
        ("Detrás de las cámaras de Money Heist", Rule.MAKING),
        ("Así se hizo The Witcher", Rule.MAKING),
        ("The Story of... Only Fools and Horses....", Rule.MAKING),
        ("A Look Inside 'Blade Runner'", Rule.MAKING),
        ("Money Heist: The Phenomenon", Rule.COMPANION),
        ("La casa de papel: El fenómeno", Rule.COMPANION),
        ("Money Heist: From Tokyo to Berlin", Rule.COMPANION),
        ("The Witcher - The Afterparty", Rule.COMPANION),
        ("Anything at All - The Afterparty", Rule.COMPANION),
        ("The Witcher: A Look Inside the Episodes", Rule.COMPANION),
        ("Stranger Things: Unlocked", Rule.COMPANION),
        ("Loki: Official Trailer", Rule.COMPANION),
        ("Loki: Teaser", Rule.COMPANION),
        ("Seinfeld: How It Began", Rule.COMPANION),
        ("Friends: The Reunion", Rule.COMPANION),
        ("Marvel Studios: Assembled", Rule.COMPANION),
        ("The Witcher Season One Recap: From the Beginning", Rule.COMPILATION),
        ("Somebody: The Best Of", Rule.COMPILATION),
        ("The Best of I Love Lucy", Rule.COMPILATION),
        ("Anything: Bloopers", Rule.COMPILATION),
        ("Moana Sing-Along", Rule.SING_ALONG),
        ("The Disney Family Singalong", Rule.SING_ALONG),
        ("The Witcher: Fireplace", Rule.AMBIENT),
        ("Fireplace for Your Home: Crackling Fireplace", Rule.AMBIENT),
        ("Arendelle Castle Yule Log", Rule.AMBIENT),
        ("8 Hours of Waves for Sleep", Rule.AMBIENT),
        ("PJ Masks (Spanish)", Rule.EDITION),
        ("Lost en Español", Rule.EDITION),
        ("Premam (Hindi)", Rule.EDITION),
        ("Premam (Dubbed)", Rule.EDITION),
        ("Premam [Sub]", Rule.EDITION),
        ("Blade Runner: The Final Cut", Rule.EDITION),
        ("Blade Runner (Director's Cut)", Rule.EDITION),
        ("Moana (Shorts)", Rule.EDITION),
    ],
)
def test_no_titles_of_their_own(title, expected):
    assert rule(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Making a Murderer", "Making It", "Antoine Griezmann: The Making of a Legend", "The Making of the Mob",
        "Hitsville: The Making of Motown", "Behind the Candelabra", "Behind the Attraction", "Behind the Curve",
        "Inside Job", "Inside Outer", "Inside Bill's Brain: Decoding Bill Gates", "Inside the Mind of a Cat",
        "Beyond Reasonable Doubt", "Beyond the Lights", "Beyond Utopia", "The Story of Late Night",
        "Pocahontas: Beyond the Myth", "Pirates: Behind the Legends", "Legends of Flight", "The Afterparty",
        "Hidden: The Phenomenon", "Nobody Knows: The Phenomenon", "The Witcher: Blood Origin", "The Final Cut",
        "Best of Enemies", "The Best of Times", "The Best of Us", "Mario Lanza: The Best of Everything", "Unlocked",
        "Sing", "Sing Street", "Dr. Horrible's Sing-Along Blog", "Karaoke", "Yoga", "While the City Sleeps", "44 Hours",
        "Spanish Affair", "(Hindi)spensable", "Life in Color", "Trailer Park Boys", "First Look", "Somewhere in Spain",
    ],
)  # fmt: skip
def test_titles_of_their_own(title):
    assert rule(title) is None


@pytest.mark.parametrize(
    "title", ["The Making of a Lady", "Inside Man", "Inside Out", "Best of the Best", "Making Loki"]
)
def test_a_story_is_a_title_of_its_own(title):
    assert rule(title, genres=["drama"], runtime=100) is None


def test_the_facts_that_count():
    assert rule("The Making of Loki", genres=["drama"], runtime=44) == Rule.MAKING  # too short for a story
    assert rule("The Making of Loki", genres=["drama"], runtime=45) is None
    assert rule("The Making of Loki", genres=[]) == Rule.MAKING  # nobody says what it is
    assert rule("The Making of Loki", 2019) is None  # before there was one
    assert rule("The Making of Loki", 2020) == Rule.MAKING
    assert rule("Money Heist: The Phenomenon", votes=5000) == Rule.COMPANION
    assert rule("Money Heist: The Phenomenon", votes=5001) is None  # well known beside the other
    assert rule("Friends: The Reunion", votes=9_999) == Rule.COMPANION
    assert rule("Friends: The Reunion", votes=10_000) is None  # looked for by its name
    assert rule("Beyond Stranger Things", 2021) == Rule.MAKING
    assert rule("Beyond Stranger Things", 2022) is None  # «beyond» says little: only while it is talked of
    assert rule("8 Hours of Waves for Sleep", genres=["horror"]) is None
    assert rule("Anything: Bloopers", genres=["drama"]) is None


def test_workouts_that_only_a_service_lists():
    assert rule("15-Minute Yoga Flow (Workout)", genres=["fitness"], votes=0) == Rule.WORKOUT
    assert rule("15-Minute Yoga Flow (Workout)", genres=["fitness"], votes=1) is None
    assert rule("15-Minute Yoga Flow (Workout)", genres=["comedy"], votes=0) is None
    assert rule("15-Minute Yoga Flow (Workout)", genres=[], votes=0) is None


def test_translations_beside_the_work():
    listed = {"votes": 0, "genres": ["horror"]}
    spanish = "Ouija: El origen del mal"
    assert rule(spanish, 2016, **listed) == rule(spanish, 2017, **listed) == Rule.TRANSLATION
    assert rule(spanish, 2018, **listed) is None
    assert rule(spanish, 2016, SERIES, **listed) is None
    assert rule(spanish, 2016, imdb_id="tt1", **listed) is None
    assert rule(spanish, 2016, genres=["horror"], votes=1) is None
    assert rule(spanish, 2016, original_language="es", **listed) is None
    assert rule(spanish, 2016, descriptions=["A board."], **listed) is None
    assert rule("Ouija: House of Evil", 2016, **listed) is None
    assert rule("Ouija: A Origem do Mal em Português", 2016, votes=0, genres=["horror"]) == Rule.EDITION
    assert rule("Otra: El origen del mal", 2016, **listed) is None
