import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.filters import Filters
from recsys.serving.recommend.diversity import DiversitySettings
from recsys.serving.service import Service
from tests.fixtures.catalogue import NO_TEXT, NO_TITLE, bundle, told_apart
from tests.fixtures.tables import title, together


def similar(answer):
    return [(result.work.work_id, pytest.approx(result.similarity)) for result in answer.results]


def test_best_first_ties_by_row_number(service):
    answer = service.recommend("Alien")
    assert similar(answer) == [
        ("rec-2007-movie", 0.8),
        ("tmdb-5", 0.48),
        ("thing-1951-movie", 0.48),
        ("2012-2009-movie", 0.48),
        ("thing-1982-movie", 0.384),
    ]
    assert (answer.work.work_id, answer.namesakes, answer.filters) == ("alien-1979-movie", [], Filters())


def test_exactly_k_and_five_unless_told(service):
    assert [len(service.recommend("alien", k=k).results) for k in (1, 2, 5, 6, 100)] == [1, 2, 5, 5, 5]
    rows = [title(f"ns{n}", f"film {'abcdefghi'[n]}", 2000) for n in range(9)]
    alike = Service(bundle(*rows, content=[{"genre:drama": 1.0}] * 9))
    assert [result.work.title for result in alike.recommend("film d").results] == [f"film {n}" for n in "abcef"]
    assert len(alike.recommend("film d", k=100).results) == 8


def test_a_work_comes_once_with_all_its_platforms(service):
    (first, *others) = service.recommend("[rec]").results
    assert first.work.work_id == "alien-1979-movie"
    assert (first.work.platforms, first.work.title_ids) == (
        ["Amazon Prime Video", "Max", "Netflix"],
        ["as1", "tm1", "ns1"],
    )
    assert "alien-1979-movie" not in {result.work.work_id for result in others}


def test_what_they_share_largest_first_in_people_s_spelling(service):
    by_id = {result.work.work_id: result for result in service.recommend("the thing").results}
    shared: dict[str, list[object]] = {
        work_id: [(feature.field, feature.value, pytest.approx(feature.part)) for feature in result.shared]
        for work_id, result in by_id.items()
    }
    assert shared["thing-1951-movie"] == [("title", "thing", 0.512), ("genre", "horror", 0.288)]
    assert shared["2012-2009-movie"] == [("cast", "Kurt Russell", 0.36)]


def test_shares_add_up_to_the_similarity(service, sample_service):
    for answers, titles in ((service, ["alien", "thing", "rec", "2012"]), (sample_service, ["alien", "the matrix"])):
        for name in titles:
            results = answers.recommend(name, k=50).results
            assert results
            for result in results:
                assert math.fsum(feature.part for feature in result.shared) == pytest.approx(
                    result.similarity, abs=1e-5
                )


@pytest.mark.parametrize("name", ["Amélie", "Dark"])
def test_a_work_that_shares_nothing_has_no_similar_one(service, name):
    assert service.recommend(name).results == []
    assert service.recomendacion(name) == []


def test_namesakes_are_named(service):
    answer = service.recommend("The Thing", k=1)
    assert (answer.work.year, answer.namesakes) == (1982, ["The Thing (1951)"])
    assert similar(answer) == [("thing-1951-movie", 0.8)]  # a namesake is another work
    answer = service.recommend("the thing (1951)", k=1)
    assert (answer.work.year, answer.namesakes) == (1951, [])


def test_filters_make_room_for_the_next(service):
    answer = service.recommend("alien", k=2, platforms="disney+,hulu", type="film", maturity="18+")
    assert similar(answer) == [("thing-1951-movie", 0.48), ("thing-1982-movie", 0.384)]
    assert answer.filters == Filters(("disney", "hulu"), "movie", None, None, None, "18+")


def test_recomendacion_is_the_titles_of_recommend_that_a_service_lists(service, sample_service):
    assert service.recomendacion("Alien") == ["[REC]", "The Thing", "2012", "Thing, The"]
    five = sample_service.recomendacion("The Matrix")
    listed = [one.work for one in sample_service.recommend("The Matrix", k=100).results if one.work.title_ids]
    assert five == [work.title for work in listed[:5]]
    assert len(five) == 5
    assert "The Matrix" not in five


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_on_the_sample_never_itself_k_best_each_once(sample_service, sample_sagas, data):
    share, left_out = sample_sagas
    ids = sample_service.bundle.work_ids.ids
    work_id = data.draw(st.sampled_from(sorted({*ids} - left_out)))
    k = data.draw(st.integers(1, 100))
    answer = sample_service.recommend(work_id, k=k, per_franchise=100)
    found = [result.work.work_id for result in answer.results]
    scores, related = sample_service.bundle.similar.scored(ids.index(work_id))
    ranked = sorted((n for n in np.flatnonzero(related) if ids[n] != work_id), key=lambda n: (-scores[n], n))
    best = [ids[n] for n in ranked if ids[n] not in left_out]
    assert answer.work.work_id == work_id
    assert [share[id_] for id_ in found if id_ not in left_out] == [share[id_] for id_ in best[:k]][: len(found)]
    assert work_id not in found
    assert len(set(found)) == len(found) == min(k, len(best))
    assert all(related[ids.index(id_)] for id_ in found)


@pytest.fixture(scope="module")
def scoring(sample_service):
    """The sample's service where no nearest works are kept: it scores all of them for each answer."""
    similar = dataclasses.replace(sample_service.bundle.similar, kept=None)
    return Service(dataclasses.replace(sample_service.bundle, similar=similar))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_from_the_nearest_that_are_kept_the_answer_is_that_of_all_works(sample_service, scoring, data):
    def one_of(values):
        return data.draw(st.sampled_from([None, *values]))

    filters = {
        "type": one_of(["movie", "tv show"]),
        "genre": one_of(["drama", "comedy", "documentary"]),
        "year_from": one_of([1990, 2015]),
        "maturity": one_of(["7+", "16+"]),
        "country": one_of(sample_service.countries[:3]),
        "platforms": one_of([[one.id] for one in sample_service.services]),
        "not_genre": one_of([["horror", "drama"]]),
        "language": one_of(["es", "pt"]),
        "k": data.draw(st.sampled_from([1, 2, 5, 10, 40, 100])),
        "diversity": data.draw(st.sampled_from([0, 0.3, 1])),
        "per_franchise": data.draw(st.sampled_from([1, 2, 100])),
    }
    title = data.draw(st.sampled_from(sample_service.bundle.work_ids.ids))
    assert sample_service.recommend(title, **filters) == scoring.recommend(title, **filters)
    assert sample_service.recomendacion(title) == scoring.recomendacion(title)


def test_an_unknown_title(service):
    with pytest.raises(NotFoundError, match=r"No title is called: «Aliem»\. Did you mean «Alien \(1979\)»") as caught:
        service.recommend("Aliem")
    assert caught.value.parameter == "title"
    with pytest.raises(NotFoundError) as caught:
        service.recomendacion("Aliem")
    assert caught.value.parameter == "titulo"


@pytest.mark.parametrize("value", [*NO_TEXT, *NO_TITLE], ids=lambda value: repr(value)[:20])
def test_what_is_no_title(service, value):
    with pytest.raises(InvalidValueError, match="title must"):
        service.recommend(value)
    with pytest.raises(InvalidValueError, match="titulo must"):
        service.recomendacion(value)


@pytest.mark.parametrize("k", [0, 101, -3, 2.5, "many", None, True, [5], float("nan"), 10**400])
def test_what_is_no_k(service, k):
    with pytest.raises(InvalidValueError, match="k must be a whole number from 1 to 100, got ") as caught:
        service.recommend("alien", k=k)
    assert caught.value.parameter == "k"


def test_one_franchise_does_not_fill_a_list():
    rows = [title(f"ns{n}", name, 2000) for n, name in enumerate(["Saw", "Saw II", "Saw III", "Saw: Spiral", "Heat"])]
    alike = Service(bundle(*rows, content=[{"genre:horror": 1.0}] * 5))
    asked = "saw-2000-movie"

    def listed(**limits):
        return [result.work.title for result in alike.recommend(asked, **limits).results]

    assert len(listed(per_franchise=100)) == 4
    assert sum(name.startswith("Saw") for name in listed()) == 2
    assert "Heat" in listed()
    assert sum(name.startswith("Saw") for name in listed(per_franchise=1)) == 1
    assert alike.recommend(asked).diversity == DiversitySettings(0.0, 2)


@pytest.mark.parametrize("value", [0, 101, 1.5, None, "all"])
def test_what_is_no_number_of_a_franchise(service, value):
    with pytest.raises(InvalidValueError, match="per_franchise must be a whole number from 1 to 100, got "):
        service.recommend("alien", per_franchise=value)


def test_on_the_sample_more_diversity_makes_lists_less_alike(sample_service):
    bundle = sample_service.bundle
    alike = []
    for amount in (0, 0.5, 1):
        found = []
        for work_id in bundle.work_ids.ids[::25]:
            results = sample_service.recommend(work_id, 10, diversity=amount).results
            assert len(results) == 10
            assert results[0].work == sample_service.recommend(work_id, 1).results[0].work
            rows = bundle.work_ids.numbers([result.work.work_id for result in results])
            found.append(bundle.similar.alike(rows).mean())
        alike.append(np.mean(found))
    assert alike[2] < alike[1] < alike[0]


def test_a_share_is_of_what_makes_works_alike(sample_service):
    bundle = sample_service.bundle
    answer = sample_service.recommend("The Matrix", k=20)
    seed, *rows = bundle.work_ids.numbers([answer.work.work_id, *(result.work.work_id for result in answer.results)])
    for result, parts in zip(answer.results, bundle.similar.explain(seed, np.array(rows)), strict=True):
        alike = math.fsum(part for _, _, part in parts if part > 0)
        named = [feature for feature in result.shared if feature.field != "other"]
        assert [feature.share for feature in result.shared] == [
            pytest.approx(feature.part / alike, abs=1e-6) for feature in result.shared
        ]
        assert all(abs(feature.share) >= 0.01 for feature in named)
        assert [feature.part for feature in named] == sorted((feature.part for feature in named), reverse=True)
        little = math.fsum(part for _, _, part in parts if 0 < part < 0.01 * alike) / alike
        assert math.fsum(feature.share for feature in named if feature.share > 0) == pytest.approx(1 - little, abs=1e-6)


@pytest.fixture(scope="module")
def apart() -> Service:
    """«Heat» and films like it: «Ronin» is ten years older, «Rififi» twenty, and one genre more; «Beau» is like that.

    A decade apart counts 0.25, drama that only one has 0.5, and the chance is 1 / (1 + e^(1 - s)).
    """
    names = ("Heat", "Ronin", "Rififi", "Taxi", "Beau")
    rows = [title(f"ns{n}", name, 2000) for n, name in enumerate(names)]
    france, heat = "country:france", {"genre:crime": 1, "cast:Ed": 0.5}
    content = [heat, {"genre:crime": 0.75, "cast:Ed": 0.5}, {france: 1}, {}, {france: 0.125}]
    genres = [["crime"], ["crime"], ["crime", "drama"], ["crime"], ["drama"]]
    facts = told_apart((2000, 1990, 1980, 2000, 1980), genres, years=0.25, apart={"drama": 0.5}, chance=(-1.0, 1.0))
    return Service(bundle(*rows, content=content, pairs=facts))


def test_what_sets_works_apart_counts_against(apart):
    heat = apart.recommend("Heat").results
    # Ronin: 0.75 of crime and 0.25 of Ed, less 0.25; Taxi has the genre, and no word of it; Rififi is 20 years older.
    assert [result.work.title for result in heat] == ["Ronin", "Taxi", "Rififi"]
    assert [result.similarity for result in heat] == pytest.approx([0.75, 0.0, -1.0])
    told = [[(one.field, one.value, one.part, one.share) for one in result.shared] for result in heat]
    assert told == [
        [("genre", "crime", 0.75, 0.75), ("cast", "Ed", 0.25, 0.25), ("year", "", -0.25, -0.25)],
        [],
        [("year", "", -0.5, 0.0), ("genre", "", -0.5, 0.0)],
    ]
    assert [result.chance for result in heat] == [pytest.approx(1 / (1 + math.exp(1 - s))) for s in (0.75, 0, -1)]


def test_what_is_listed_has_something_to_do_with_it_whatever_its_score(apart):
    rififi = apart.recommend("Rififi").results
    # Beau shares a country and a genre; the others one genre, and are worse the further they are apart.
    assert [result.work.title for result in rififi] == ["Beau", "Ronin", "Heat", "Taxi"]
    assert [result.similarity for result in rififi] == pytest.approx([0.125, -0.75, -1.0, -1.0])
    assert [result.work.title for result in apart.recommend("Beau").results] == ["Rififi"]
    assert apart.recomendacion("Rififi") == ["Beau", "Ronin", "Heat", "Taxi"]


def test_a_film_on_no_service_is_recommended_and_can_be_asked_about(service):
    answer = service.recommend("Aliens")
    assert (answer.work.work_id, answer.work.platforms, answer.work.offers) == ("tmdb-5", [], [])
    assert similar(answer) == [
        ("rec-2007-movie", 0.6),
        ("alien-1979-movie", 0.48),
        ("thing-1951-movie", 0.36),
        ("thing-1982-movie", 0.288),
    ]
    assert "tmdb-5" in {result.work.work_id for result in service.recommend("[REC]").results}
    assert service.recommend("tmdb-5") == service.recommend("aliens (1986)") == answer
    assert service.recomendacion("Aliens") == ["[REC]", "Alien", "The Thing", "Thing, The"]
    assert "Aliens" not in service.recomendacion("[REC]")
    for unknown in ("tmdb-99", "tmdb-", "zzzz"):
        with pytest.raises(NotFoundError):
            service.recommend(unknown)


@pytest.mark.parametrize(
    ("limits", "works"),
    [
        ({"country": "MX"}, []),
        ({"country": "us"}, ["thing-1951-movie", "2012-2009-movie", "thing-1982-movie"]),
        ({"platforms": "netflix"}, ["rec-2007-movie", "2012-2009-movie"]),  # wherever it is shown
        ({"platforms": "netflix", "country": "United States"}, ["2012-2009-movie"]),
        ({"platforms": "hbo max"}, []),
    ],
)
def test_only_what_the_services_show_in_the_country(service, limits, works):
    assert [result.work.work_id for result in service.recommend("alien", **limits).results] == works


def test_a_title_written_with_decorations_is_the_same_work_and_not_recommended_to_itself():
    rows = together(
        title("ns1", "The Farewell", 2019, genres=["drama"]),
        title("as1", "The Farewell (4K UHD)", 2019, work_id="farewell-2019-movie"),
        title("as2", "Minari", 2020),
    )
    service = Service(bundle(rows, content=[{"genre:drama": 1.0}] * 2))
    for asked in ("The Farewell", "Farewell (4K UHD)", "as1", "ns1"):
        assert [result.work.title for result in service.recommend(asked).results] == ["Minari"]
