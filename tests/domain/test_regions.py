"""What is from around a country: by where it was made and in which language."""

import pytest

from recsys.domain.regions import region_of


@pytest.mark.parametrize(
    ("country", "made_in", "language", "is_from_here"),
    [
        ("MX", ["BR", "FR"], "pt", True),
        ("MX", ["MX", "US"], "en", False),
        ("MX", ["US"], "es", False),
        ("AR", ["AR"], None, True),
        ("AR", ["AR", "US"], None, False),
        ("BR", ["AR"], "es", False),
        ("PT", ["ES"], "ca", True),
        ("DE", ["US", "DE"], "en", False),
        ("US", ["US", "GB"], "en", True),
        ("JP", ["JP"], "ja", True),
    ],
)
def test_what_is_from_around_here(country, made_in, language, is_from_here):
    assert region_of(country).made(made_in, language) is is_from_here


@pytest.mark.parametrize(
    ("country", "language", "name"),
    [
        ("CO", "en", "Latin America"),
        ("CO", "pt", "América Latina"),
        ("ES", "es", "España y Portugal"),
        ("KR", "pt", "Coreia do Sul"),
    ],
)
def test_what_it_is_called(country, language, name):
    assert region_of(country).name(language) == name
