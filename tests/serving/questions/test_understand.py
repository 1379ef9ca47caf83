import pytest

from recsys.serving.questions.understand import understand
from tests.fixtures.asked import asked_facts


@pytest.fixture(scope="module")
def facts():
    return asked_facts()


def keys(text, facts, language=None):
    return [one.key for one in understand(text, facts, language).understood]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Titles that are words mean themselves only behind «like» or in quotation marks.
        ("something dark", ["mood:dark"]),
        ("like dark but shorter", ["like:dark", "change:shorter"]),
        ("«Dark»", ["like:dark"]),
        ("como una comedia", ["genre:comedy"]),
        ("I would like a comedy", ["genre:comedy"]),
        ("like Dark, Friends and Narcos", ["like:dark", "like:friends", "like:narcos"]),
        ("like Dark and funny", ["like:dark", "mood:funny"]),
        ("like strnger things", ["like:stranger-things"]),
        ("The Big Short", ["theme:the big short"]),  # which says nothing of length
        # What a work is about is not where it is from.
        ("films about North Korea", ["type:movie", "theme:north korea"]),
        ("a Korean film", ["made_in:KR", "type:movie"]),
        ("a film from Korea", ["type:movie", "made_in:KR"]),
        ("una película ambientada en Corea", ["type:movie", "theme:corea"]),
        ("filmes no Brasil", ["type:movie", "country:BR"]),
        ("in Korean with Spanish subtitles", ["spoken:ko"]),
        # Denied, and how far that reaches.
        ("sin terror ni comedia", ["not_genre:horror", "not_genre:comedy"]),
        ("sin terror, pero con humor", ["not_genre:horror", "mood:funny"]),
        ("no Disney+ sem terror", ["platforms:disney", "not_genre:horror"]),  # «no» is «on the» in Portuguese
        ("no Disney", []),
        ("not a series, nothing over 100 minutes", ["type:movie", "minutes_to:100"]),
        ("que no sea de Adam Sandler", ["not_person:Adam Sandler"]),
        # Ages, and words of feeling.
        ("para mi hija de 15 años", ["audience:teens"]),
        ("for my 4 and 6 year olds", ["audience:kids"]),
        ("um filmão divertidíssimo", ["type:movie", "mood:funny"]),
        ("algo chido", []),  # a letter from «chino», and slang
        # What stands before subtitles says something by itself.
        ("series subtituladas", ["type:tv show"]),
        ("con menos de 3 temporadas", ["seasons_to:2"]),
        # Surnames.
        ("action with van damme", ["genre:action", "person:Jean-Claude Van Damme"]),
        ("Scorsese movies without DiCaprio", ["person:Martin Scorsese", "type:movie", "not_person:Leonardo DiCaprio"]),
        # One letter wrong in a long word, but not in a short one.
        ("una comedai de teror", ["genre:comedy", "genre:horror"]),
        ("a wra film", ["type:movie"]),
        # Services whose names are words.
        ("max 90 minutes on Max", ["minutes_to:90", "platforms:max"]),
        ("an apple a day", []),
        # Alternatives.
        ("a comedy or a drama", ["genre:comedy|drama"]),
        ("Netflix or Prime", ["platforms:netflix", "platforms:amazon"]),
        ("movies by Tarantino", ["type:movie", "person:Quentin Tarantino"]),
        ("penelope cruz", ["person:Penélope Cruz"]),
        ("🍿", []),
    ],
)
def test_what_is_understood(facts, text, expected):
    assert keys(text, facts) == expected


def test_each_has_its_words_and_a_label_in_their_language(facts):
    text = "Um suspense coreano, sem terror!"
    found = understand(text, facts)
    assert found.language == "pt"
    assert [(one.words, one.label) for one in found.understood] == [
        ("suspense", "suspense"),
        ("coreano", "coreano"),
        ("terror", "sem terror"),
    ]
    assert [text[one.start : one.end] for one in found.understood] == [one.words for one in found.understood]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("con Tom Hanks en Netflix", ["Tom Hanks", "Netflix"]),
        ("sem Tom Hanks na Netflix", ["sem Tom Hanks", "Netflix"]),
        ("not Korean, without horror, no Tom Hanks", ["not Korean", "without horror", "without Tom Hanks"]),
        ("que no sea coreana ni triste, sin zombis", ["no coreano", "no triste", "sin zombi"]),
        ("nothing before 2015, in French", ["since 2015", "in French"]),
        ("filmes disponíveis no Brasil", ["filmes", "para ver em: Brasil"]),
        ("nada de los 80", ["no 1980\u20131989"]),
    ],
)
def test_what_it_is_called(facts, text, labels):
    assert [one.label for one in understand(text, facts).understood] == labels


def test_what_no_lexicon_has_is_left_as_words(facts):
    found = understand("a documentary about chernobyl without penguins on Peacock", facts)
    assert (found.rest, found.unwanted, found.ignored) == (("chernobyl",), ("penguins",), ("Peacock",))


def test_the_language_asked_for_decides_where_words_are_of_several(facts):
    assert [understand("drama", facts, language).language for language in ("en", "es", "pt")] == ["en", "es", "pt"]
    assert understand("a film with a dog", facts, "es").language == "en"
