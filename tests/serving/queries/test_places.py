import pytest

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.queries.places import Places, countries, languages
from tests.fixtures.catalogue import NO_TEXT, NO_TITLE

CODES = ("US", "GB", "ES", "AR", "DE", "SU", "CZ", "JP", "HK", "CI", "Q8", "KR", "TR")


@pytest.fixture(scope="module")
def states():
    return countries(CODES)


@pytest.fixture(scope="module")
def tongues():
    return languages(["en", "es", "cn", "zh", "de", "xx", "ja", "q9"])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("ar", "AR"), ("AR", "AR"), ("Argentina", "AR"), ("ARGENTINA", "AR"),
        ("España", "ES"), ("espana", "ES"), ("Spain", "ES"),
        ("Estados Unidos", "US"), ("United States", "US"), ("united  states of america", "US"), ("USA", "US"),
        ("EE.UU.", "US"), ("EE. UU.", "US"), ("U.S.A.", "US"),
        ("Reino Unido", "GB"), ("UK", "GB"), ("Inglaterra", "GB"), ("united kingdom", "GB"),
        ("Alemania", "DE"), ("Unión Soviética", "SU"), ("urss", "SU"), ("República Checa", "CZ"), ("Chequia", "CZ"),
        ("Japón", "JP"), ("japon", "JP"), ("Hong Kong", "HK"), ("Côte d’Ivoire", "CI"), ("Costa de Marfil", "CI"),
        ("q8", "Q8"), ("Corea del Sur", "KR"), ("Turquía", "TR"), ("Turkey", "TR"),
    ],
)  # fmt: skip
def test_countries(states, asked, code):
    assert states.find("pais", asked, "Argentina", "No") == code


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("es", "es"), ("ES", "es"), ("español", "es"), ("espanol", "es"), ("Spanish", "es"), ("castellano", "es"),
        ("inglés", "en"), ("English", "en"), ("cn", "cn"), ("Cantonese", "cn"), ("mandarín", "zh"), ("chino", "zh"),
        ("alemán", "de"), ("GERMAN", "de"), ("no language", "xx"), ("japonés", "ja"), ("q9", "q9"),
    ],
)  # fmt: skip
def test_languages(tongues, asked, code):
    assert tongues.find("idioma", asked, "es", "No") == code


def test_spanish_names(states, tongues):
    assert [states.spanish(code) for code in ("AR", "SU", "Q8", "US")] == [
        "Argentina",
        "Unión Soviética",
        "Q8",
        "Estados Unidos",
    ]
    assert [tongues.spanish(code) for code in ("es", "cn", "q9")] == ["español", "cantonés", "q9"]


@pytest.mark.parametrize("asked", ["Mónaco", "FR", "Argen", "klingon", "\U0001f37f", 7])
def test_places_without_films_are_unknown(states, asked):
    with pytest.raises(NotFoundError):
        states.find("pais", asked, "Argentina", "No film was produced in the country")


def test_the_nearest_names_as_they_are_spelled(states, tongues):
    with pytest.raises(NotFoundError) as caught:
        states.find("pais", "Alemannia", "Argentina", "No film was produced in the country")
    assert caught.value.suggestions[0] == "Alemania"
    with pytest.raises(NotFoundError) as caught:
        tongues.find("idioma", "japones antiguo", "es", "No")
    assert caught.value.suggestions[0] == "japonés"


@pytest.mark.parametrize("value", [*NO_TEXT, *NO_TITLE])
def test_what_is_no_text(states, value):
    with pytest.raises(InvalidValueError) as caught:
        states.find("pais", value, "Argentina", "No")
    assert caught.value.parameter == "pais"


def test_a_code_goes_before_a_name():
    assert Places("territories", ["AB", "CD"], {"AB": ("CD",)}).find("pais", "cd", "x", "No") == "CD"
