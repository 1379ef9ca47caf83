import pytest

from recsys.serving.questions.patterns import found_in
from recsys.serving.questions.tokens import Tokens


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("90s", "years", "1990-1999"),
        ("the '90s", "years", "1990-1999"),
        ("1920s", "years", "1920-1929"),
        ("early 90s", "years", "1990-1994"),
        ("finales de los 80", "years", "1985-1989"),
        ("de los noventa", "years", "1990-1999"),
        ("anos 90", "years", "1990-1999"),
        ("anos 2000", "years", "2000-2009"),
        ("1995–2003", "years", "1995-2003"),
        ("between 1995 and 2003", "years", "1995-2003"),
        ("de 1995 a 2003", "years", "1995-2003"),
        ("mid 90s", "years", "1993-1996"),
        ("noventeras", "years", "1990-1999"),
        ("dos anos 2010 para frente", "years", "2010-"),
        ("from 2015 onwards", "years", "2015-"),
        ("newer than 2010", "years", "2011-"),
        ("since 2018", "years", "2018-"),
        ("after 2010", "years", "2011-"),
        ("posteriores a 2005", "years", "2006-"),
        ("antes de 1970", "years", "-1969"),
        ("hasta 1970", "years", "-1970"),
        ("last 3 years", "years", "2023-"),
        ("de 1999", "years", "1999-1999"),
        ("under two hours", "minutes_to", "120"),
        ("menos de hora y media", "minutes_to", "90"),
        ("duas horas e meia", "minutes_to", "150"),
        ("an hour and a half", "minutes_to", "90"),
        ("1h30", "minutes_to", "90"),
        ("90min max", "minutes_to", "90"),
        ("que no duren más de 100 minutos", "minutes_to", "100"),
        ("more than 3 hours", "minutes_from", "180"),
        ("150 minutos ou mais", "minutes_from", "150"),
        ("que no pase de hora y cuarto", "minutes_to", "75"),
        ("temporada única", "seasons_to", "1"),
        ("less than three seasons", "seasons_to", "2"),
        ("dos temporadas o menos", "seasons_to", "2"),
        ("niños de 5 y 8 años", "audience", "kids"),
        ("13 year olds", "audience", "teens"),
        ("hijo de 30 años", "", ""),
        ("con subtítulos en español", "", ""),
    ],
)
def test_years_and_lengths(text, kind, value):
    assert [(one.kind, one.value) for one in found_in(Tokens.of(text).line, 2025)] == [(kind, value)]


@pytest.mark.parametrize("text", ["90", "2 friends", "12 angry men", "5000 minutes", "room 1408"])
def test_numbers_that_are_neither(text):
    assert found_in(Tokens.of(text).line, 2025) == []
