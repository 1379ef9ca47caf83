"""The works that questions find in a catalogue of 27."""

import pytest

from recsys.errors import InvalidValueError, NotFoundError
from tests.fixtures.asked import asked_service


@pytest.fixture(scope="module")
def service():
    return asked_service()


def titles(found):
    return [result.work.title for result in found.results]


def test_what_is_understood_limits_exactly(service):
    assert set(titles(service.ask_in_words("a Korean thriller"))) == {
        "Parasite", "Oldboy", "Train to Busan", "Squid Game",
    }  # fmt: skip
    found = service.ask_in_words("a Korean thriller without horror, only films")
    assert (set(titles(found)), found.works) == ({"Parasite", "Oldboy"}, 2)
    assert titles(service.ask_in_words("algo corto y divertido para ver con los niños")) == ["Klaus"]


def test_what_is_dropped_counts_no_more_and_is_told(service):
    text = "a Korean thriller without horror, only films"
    found = service.ask_in_words(text, drop=["type:movie", "not_genre:horror"])
    assert set(titles(found)) == {"Parasite", "Oldboy", "Train to Busan", "Squid Game"}
    assert [part.key for part in found.understood] == ["made_in:KR", "genre:thriller"]
    assert [part.key for part in found.dropped] == ["not_genre:horror", "type:movie"]


def test_a_theme_is_what_works_have_and_why(service):
    found = service.ask_in_words("90s heist films on Netflix")
    assert [(result.work.title, result.why) for result in found.results] == [("Reservoir Dogs", ["heist"])]
    without = service.ask_in_words("90s heist films on Netflix", drop=["theme:heist"])
    assert set(titles(without)) == {"Reservoir Dogs", "The Mask"}


def test_a_word_of_a_title_is_no_topic(service):
    found = service.ask_in_words("una película de perros")
    assert titles(found) == ["The Mask"]  # of which a keyword says so; «Reservoir Dogs» is about none
    assert titles(service.ask_in_words("a film about reservoir")) == ["Reservoir Dogs"]  # where nothing else has it


def test_what_stands_behind_about_limits(service):
    found = service.ask_in_words("shows about technology")
    assert ([part.key for part in found.understood], titles(found)) == (
        ["type:tv show", "theme:technology"],
        ["Black Mirror"],
    )


def test_of_several_people_one_is_enough_where_or_stands_between(service):
    assert titles(service.ask_in_words("with Tom Hanks or Meryl Streep")) == ["Everything Else"]
    either = service.ask_in_words("with Tom Hanks or Meryl Streep").understood
    assert [(part.key, part.label) for part in either] == [
        ("person:Tom Hanks|Meryl Streep", "Tom Hanks or Meryl Streep")
    ]


def test_the_service_and_country_of_whoever_asks_count_where_the_question_has_none(service):
    assert titles(service.ask_in_words("thriller español", platforms=["netflix"], country="AR")) == [
        "Marrowbone",
        "Joint Production",  # of four countries: better known by its votes, but less Spanish
    ]
    assert service.ask_in_words("thriller en Netflix", platforms=["hulu"]).works == 5


def test_like_another_and_how_it_shall_differ(service):
    shorter = service.ask_in_words("like Dark but shorter", k=100)
    assert {(result.work.type, result.work.duration) for result in shorter.results} <= {
        ("tv show", 1),
        ("tv show", 2),
    }
    assert "Maniac" in titles(shorter)
    newer = service.ask_in_words("series like Dark but newer", k=100)
    assert set(titles(newer)) == {"Squid Game", "Maniac"}
    assert "Dark" not in titles(service.ask_in_words("like Dark", k=100))


def test_what_was_seen_is_left_out(service):
    assert "Oldboy" not in titles(service.ask_in_words("a Korean thriller", hide=["Oldboy"]))


def test_what_cannot_be_asked(service):
    with pytest.raises(InvalidValueError, match="question must not be empty"):
        service.ask_in_words(" ")
    with pytest.raises(InvalidValueError, match="drop must be a list of 50 names at most"):
        service.ask_in_words("drama", drop={})
    with pytest.raises(NotFoundError, match="This catalogue was built without ratings"):
        service.ask_in_words("drama", ratings=["Dark=5"])


def test_ratings_change_the_order(sample_service):
    text = "a comedy"
    plain = sample_service.ask_in_words(text, k=20)
    personal = sample_service.ask_in_words(text, k=20, ratings=["Toy Story=5", "Titanic=0.5"])
    assert titles(plain) != titles(personal)
    assert "Toy Story" not in titles(personal)
    assert all("comedy" in result.work.genres for result in personal.results)
