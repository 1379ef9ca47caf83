import re

import pytest

from recsys.bundle.bundle import load_bundle
from recsys.research.lists import page as lists
from recsys.research.lists.page import STEPS, lists_page
from recsys.research.lists.people import PEOPLE
from recsys.research.lists.reasons import in_words
from recsys.research.lists.titles import FILMS, SERIES, Person, Shown
from recsys.serving.recommend.similar import SharedFeature
from recsys.serving.service import Service
from tests.fixtures.catalogue import catalogue_bundle


@pytest.fixture(scope="module")
def service(sample_bundle):
    return Service(load_bundle(sample_bundle))


def test_the_titles_and_people_are_as_many_as_they_should_be():
    assert (len(SERIES), len(FILMS), len(PEOPLE)) == (20, 20, 30)
    assert len({*SERIES, *FILMS}) == 40
    assert all(one.type == "tv show" for one in SERIES)
    assert all(one.type == "movie" for one in FILMS)
    assert all(len(person.likes) == len(set(person.likes)) == 5 for person in PEOPLE)
    assert sum(person.likes[0].type == "tv show" for person in PEOPLE) == 17
    assert len({one.year // 10 for one in (*SERIES, *FILMS)}) >= 7


def test_every_title_has_its_list_or_a_line_that_says_that_it_is_not_there(service):
    steps: list[str] = []
    page = lists_page(service, steps.append)
    assert len(steps) == STEPS
    sections = dict(re.findall(r"^### (.+)\n\n((?:(?!##).*\n?)*)", page.text, re.MULTILINE))
    assert len(sections) == 70
    listed = 0
    for wanted in (*SERIES, *FILMS):
        lines = sections[str(wanted)].strip().splitlines()
        if str(wanted) in page.left_out:
            assert lines == [f"Not in the bundle: {wanted}."]
        else:
            results = service.recommend(str(wanted), k=10).results
            assert [re.findall(r"\*\*(.+)\*\*", line)[0] for line in lines] == [one.work.title for one in results]
            assert all(line.startswith(f"{place}. **") for place, line in enumerate(lines, start=1))
            listed += 1
    assert 0 < listed < 40
    likers = [f"Somebody who likes {person.taste}" for person in PEOPLE]
    assert page.lists == listed + sum("1. **" in sections[heading] for heading in likers)


def test_the_list_of_a_person_is_that_of_who_rates_what_they_like(service):
    page = lists_page(service).text
    section = page.split("### Somebody who likes sitcoms\n")[1].split("\n#")[0]
    rated = ["Friends (1994)", "Seinfeld (1989)", "Parks and Recreation (2009)"]
    assert section.startswith(
        f"\n5 stars for {', '.join(rated)}.\n\nNot in the bundle: The Office (2005), Frasier (1993)."
    )
    results = service.for_user(ratings=[f"{title}=5" for title in rated], k=10).results
    assert re.findall(r"\*\*(.+)\*\*", section) == [one.work.title for one in results]
    assert "because of Friends (1994)" in section


def test_a_namesake_of_another_kind_or_time_is_not_what_is_meant(monkeypatch):
    wanted = (Shown("Dark", 2017, "tv show"), Shown("Dark", 2017, "movie"), Shown("Amélie", 1987, "movie"))
    monkeypatch.setattr(lists, "SERIES", wanted)
    monkeypatch.setattr(lists, "FILMS", (Shown("[REC]", 2007, "movie"),))
    monkeypatch.setattr(lists, "PEOPLE", (Person("nothing there", (Shown("Nowhere", 1999, "movie"),)),))
    page = lists_page(Service(catalogue_bundle()))
    assert page.left_out == ("Dark (2017)", "Amélie (1987)", "Nowhere (1999)")
    assert "### \\[REC\\] (2007)\n\n1. **" in page.text
    assert page.text.endswith("### Somebody who likes nothing there\n\nNot in the bundle: Nowhere (1999).\n")


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ([("director", "Ridley Scott", 0.3), ("genre", "horror", 0.2), ("title", "alien", 0.1)], 2),
        ([("keyword", "space", 0.3), ("country", "france", -0.1), ("liked together", "", 0.1)], 2),
        ([("other", "", 0.3), ("description", "", 0.2)], 1),
        ([], 0),
    ],
)
def test_reasons_in_words(features, words):
    shared = [SharedFeature(field, value, part, part) for field, value, part in features]
    found = in_words(shared)
    assert len(found) == words
    said = {"directed by Ridley Scott", "genre horror", "about space", "liked by the same people"}
    assert set(found) <= said | {"alike by description"}
