from collections import Counter

from recsys.domain.schema import ROLES
from recsys.serving.catalogue import Catalogue
from recsys.serving.credits import Credit, credits_of, works_of
from recsys.serving.people import PeopleIndex
from tests.fixtures.catalogue import ALIEN, ALIENS, DARK, THING_1982, TWO_THOUSAND_TWELVE, bundle
from tests.fixtures.tables import film


def test_a_work_s_people_are_those_of_the_fullest_list_by_role(service):
    catalogue = service.catalogue
    assert credits_of(catalogue, ALIEN, {"director", "actor"}) == [
        Credit("Ridley Scott", "director"),
        Credit("Sigourney Weaver", "actor"),
        Credit("Tom Skerritt", "actor"),  # John Hurt is of another list
    ]
    assert credits_of(catalogue, ALIEN, {"creator"}) == credits_of(catalogue, DARK, ROLES) == []


def test_other_works_come_best_known_first(service):
    given = service.catalogue, service.filters.people
    assert works_of(*given, "Kurt Russell", 9) == [THING_1982, TWO_THOUSAND_TWELVE]  # two ratings, one
    assert works_of(*given, "kurt russell", 1) == [THING_1982]
    assert works_of(*given, "Sigourney Weaver", 9, without=ALIEN) == [ALIENS]  # whom three lists of one film name
    assert works_of(*given, "Nobody", 9) == works_of(*given, "", 9) == []


def test_credits_of_nobody():
    catalogue = Catalogue(bundle(film(1, "Alone", "1999-01-01")))
    assert credits_of(catalogue, 0, ROLES) == []
    assert works_of(catalogue, PeopleIndex(catalogue), "Kurt Russell", 9) == []


def test_everybody_of_the_sample_against_reading_row_by_row(sample_service):
    catalogue, bundle_ = sample_service.catalogue, sample_service.bundle
    rows = bundle_.credits.select(["work_id", "person"]).to_pylist()
    often = [person for person, _ in Counter(row["person"] for row in rows).most_common(40)]
    for person in often:
        works = {catalogue.work_ids.number(row["work_id"]) for row in rows if row["person"] == person}
        known = sorted(works, key=lambda work: (-catalogue.popularity[work], work))
        assert works_of(catalogue, sample_service.filters.people, person, 5) == known[:5]
