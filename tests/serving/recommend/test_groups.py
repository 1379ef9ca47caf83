import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError
from recsys.models.ranking.groups import STRATEGIES
from recsys.serving.recommend.reasons import Reason
from tests.fixtures.catalogue import NO_TITLE, catalogue_service, ranking_model

OWN: dict[str, dict[str, Any]] = {"Ana": {"user_id": "31"}, "Luis": {"ratings": ["Amélie=5", "Alien=1"]}}
ANA, LUIS = ({"name": name, **own} for name, own in OWN.items())

SEEN = {"thing-1951-movie", "amelie-2001-movie", "alien-1979-movie"}


def found(answer):
    return [result.work.work_id for result in answer.results]


def test_the_fair_list_on_paper(service):
    # What neither has seen, in the order in which each would have it alone: a place in it is one of 11, 12, …
    ana, luis = ([work for work in found(service.for_user(**asked)) if work not in SEEN] for asked in OWN.values())
    assert set(ana) == set(luis) == {work for work in service.bundle.work_ids.ids if work not in SEEN}
    products = {work: (11 + ana.index(work)) * (11 + luis.index(work)) for work in ana}
    answer = service.for_group([ANA, LUIS])
    assert [result.score for result in answer.results] == pytest.approx(
        [products[work] ** -0.5 for work in found(answer)]
    )
    assert sorted(products.values()) == [products[work] for work in found(answer)]
    assert [(one.name, one.user_id, one.user_ratings) for one in answer.people] == [
        ("Ana", "field-31", 1),
        ("Luis", None, 2),
    ]
    assert (answer.strategy, answer.seen) == ("fair", "none")


def test_everybody_s_chance_is_that_of_their_own_fit_with_a_reason_of_their_own(service):
    answer = service.for_group([ANA, LUIS])
    for result in answer.results:
        assert [one.name for one in result.chances] == ["Ana", "Luis"]
        for one, asked in zip(result.chances, OWN.values(), strict=True):
            fit = service.fit(title=result.work.work_id, **asked)
            for name in ("predicted_rating", "low", "high", "liking"):
                assert getattr(one, name) == pytest.approx(getattr(fit, name), abs=1e-5)
            speaking = [reason for reason in fit.reasons if reason.push > 0]
            assert [(one.title, one.rating) for one in one.reasons] == [
                (best.title, best.rating) for best in speaking[:1]
            ]
            assert not one.seen
    assert any(isinstance(reason, Reason) for result in answer.results for reason in result.chances[1].reasons)


def test_who_may_have_seen_a_title(service):
    both = [{"name": "Ana", "ratings": ["Alien=4"], "hide": ["Dark"]}, {"name": "Luis", "ratings": ["Alien=5"]}]
    unseen = set(found(service.for_group(both)))
    assert not {"alien-1979-movie", "dark-2017-series"} & unseen
    one = service.for_group(both, seen="one")
    assert set(found(one)) == unseen | {"dark-2017-series"}
    assert set(found(service.for_group(both, seen="all"))) == unseen | {"dark-2017-series", "alien-1979-movie"}
    (dark,) = [result for result in one.results if result.work.work_id == "dark-2017-series"]
    assert [chance.seen for chance in dark.chances] == [True, False]


@pytest.mark.parametrize("seen", ["none", "one", "all"])
def test_what_one_wants_less_of_is_not_listed(service, seen):
    assert "dark-2017-series" not in found(service.for_group([ANA, {"name": "Luis", "less_like": ["Dark"]}], seen=seen))


def test_filters_and_k_are_those_of_a_list_for_one(service):
    answer = service.for_group([ANA, LUIS], k=1, platforms="net", type="film", country="US", language="es")
    assert found(answer) == ["2012-2009-movie"]
    assert answer.filters == service.for_user("31", platforms="net", type="film", country="US").filters
    works = {"spoken": "fr", "not_genre": ["horror"], "made_in": [], "person": ["Jean-Pierre Jeunet"]}
    french = service.for_group([ANA, LUIS], seen="all", **works)
    assert found(french) == ["amelie-2001-movie"]
    assert french.filters == service.for_user("31", **works).filters
    assert found(service.for_group([ANA, LUIS], seen="all", seasons_to=3)) == ["dark-2017-series"]
    spanish = service.for_group([{"name": "a"}, {"name": "b"}], language="es", country="MX", seen="all")
    assert "Alien, el octavo pasajero" in [result.work.title for result in spanish.results]


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "user_id": st.sampled_from(["club-1", "club-2", "31"]),
            "ratings": st.lists(st.sampled_from(["Alien=5", "Dark=1", "2012=4", "Amélie=4.5"]), max_size=3),
            "more_like": st.sampled_from([["Dark"], ["[REC]"]]),
            "hide": st.sampled_from([["Dark"], ["Aliens"]]),
        },
    ),
    min_size=2,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(PEOPLE, st.sampled_from(sorted(STRATEGIES)), st.sampled_from(["none", "one", "all"]), st.randoms())
def test_who_is_named_first_does_not_matter(service, people, strategy, seen, random):
    people = [{"name": f"person {n}", **one} for n, one in enumerate(people)]
    answer = service.for_group(people, strategy=strategy, seen=seen)
    other = service.for_group(random.sample(people, len(people)), strategy=strategy, seen=seen)
    assert found(other) == found(answer)
    by_name = [{chance.name: chance for chance in result.chances} for result in other.results]
    for result, chances in zip(answer.results, by_name, strict=True):
        assert {chance.name: chance for chance in result.chances} == chances


@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
def test_a_group_of_one_and_of_equals_get_the_list_of_one(sample_service, strategy):
    users = sample_service.example_users(3)
    for asked in (*({"user_id": user} for user in users), {"ratings": ["Toy Story=5", "Titanic=1"]}, {}):
        own = found(sample_service.for_user(k=30, **asked))
        people = [{"name": name, **asked} for name in ("Ana", "Luis", "Sol")]
        assert found(sample_service.for_group(people, k=30, strategy=strategy)) == own
        request = sample_service._requests.group(people, 30, strategy, "none", 0, 2)
        alone = dataclasses.replace(request, people={"Ana": request.people["Ana"]})
        assert found(sample_service.people.groups.for_group(alone)) == own


def test_nobody_s_ratings_are_what_people_like_now(sample_service):
    two = [{"name": "Ana"}, {"name": "Luis"}]
    assert found(sample_service.for_group(two)) == found(sample_service.for_user())


def test_everything_seen_leaves_an_empty_list(service):
    everything = [f"{id_}=3" for id_ in service.bundle.work_ids.ids]
    assert service.for_group([{"name": "Ana", "ratings": everything}, LUIS]).results == []
    assert len(service.for_group([{"name": "Ana", "ratings": everything}, LUIS], seen="one").results) == 6


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (None, "people must be a list of 2 to 8 people, got None"),
        ({}, "people must be a list of 2 to 8 people"),
        ([ANA], "people must be a list of 2 to 8 people, got 1"),
        ([{"name": str(n)} for n in range(9)], "people must be a list of 2 to 8 people, got 9"),
        ("[" * 10_000, "people must be a list, or one in JSON"),
        ("{}", "people must be a list of 2 to 8 people"),
        ([ANA, "Luis"], "each of people must be an object with a name, got «Luis»"),
        ([ANA, {"ratings": []}], "name must be text, got None"),
        ([ANA, {"name": " "}], "name must not be empty"),
        ([ANA, {"name": "x" * 41}], "a name must have 40 characters at most, got «xxx"),
        ([ANA, {"name": " aná"}], "people must have different names, got «aná»"),
        ([ANA, {"name": "Luis", "colour": "red"}], "each of people has the fields name, user_id, ratings, more_like"),
        ([ANA, {"name": "Luis", "ratings": ["Alien=9"]}], "Luis: each of ratings must be title=stars"),
    ],
)
def test_what_are_no_people(service, people, words):
    with pytest.raises(InvalidValueError) as caught:
        service.for_group(people)
    assert str(caught.value).startswith(words)
    assert "\n" not in str(caught.value)
    assert caught.value.parameter in ("people", "name")


def test_an_error_says_whose_it_is_and_keeps_its_suggestions(service, unrated):
    with pytest.raises(NotFoundError, match=r"^Luis: No title is called: «Ailen»") as caught:
        service.for_group([ANA, {"name": "Luis", "hide": ["Ailen"]}])
    assert (caught.value.parameter, caught.value.suggestions[0]) == ("people", "Alien (1979)")
    for title in NO_TITLE:
        with pytest.raises((InvalidValueError, NotFoundError), match=r"^Luis: "):
            service.for_group([ANA, {"name": "Luis", "more_like": [title]}])
    with pytest.raises(NotFoundError, match="built without ratings"):
        unrated.for_group([{"name": "Ana"}, {"name": "Luis"}])


def test_the_limits_hold_at_their_edges(service):
    people = [{"name": f"{n}" * 40} for n in range(8)]
    assert len(service.for_group(people).people) == 8
    assert service.for_group(json.dumps(people)) == service.for_group(people)


def test_a_list_model_orders_as_for_one():
    chooser = catalogue_service(ranker=ranking_model(ease=1.0))
    people = [{"name": "Ana", "user_id": "31"}, {"name": "Luis", "user_id": "31"}]
    assert found(chooser.for_group(people)) == found(chooser.for_user("31"))
