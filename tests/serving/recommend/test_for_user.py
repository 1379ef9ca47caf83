import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError
from recsys.models.ranking.topk import top_k
from recsys.models.similar.model import SimilarModel
from recsys.models.similar.neighbours import NeighbourIndex
from recsys.serving.filters import Filters
from recsys.serving.recommend.diversity import DiversitySettings
from tests.fixtures.catalogue import RATINGS, catalogue_service, ranking_model

ALL = ["amazon", "disney", "hulu", "netflix"]
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "platforms": st.lists(st.sampled_from(ALL), max_size=3),
        "type": st.sampled_from(["movie", "tv show"]),
        "year_from": st.sampled_from([1950, 1990]),
        "maturity": st.sampled_from(["13+", "18+"]),
    },
)


@pytest.fixture(scope="module")
def chooser():
    """The same catalogue with a list model that goes by EASE alone."""
    return catalogue_service(ranker=ranking_model(ease=1.0))


def found(answer):
    return [result.work.work_id for result in answer.results]


def predicted(answer):
    return [(result.work.work_id, pytest.approx(result.predicted_rating, abs=1e-5)) for result in answer.results]


# Without a ranking model: by predicted rating


def test_best_first_unrated_only(service):
    # w = (-0.25, 0, 0.75) in draw A and (-0.75, 0.25, 0) in draw B, as in test_fit.
    answer = service.for_user("field-31")
    assert predicted(answer) == [
        ("alien-1979-movie", 3.75),
        ("2012-2009-movie", 3.375),
        ("thing-1982-movie", 3.0),
        ("rec-2007-movie", 2.75),
        ("amelie-2001-movie", 2.375),
        ("tmdb-5", 2.25),
        ("dark-2017-series", 2.25),
    ]
    assert (answer.user_id, answer.user_ratings, answer.filters) == ("field-31", 1, Filters())
    assert answer.diversity == DiversitySettings(0.0, 2)
    assert [result.title_ratings for result in answer.results] == [3, 1, 2, 0, 1, 0, 0]


@pytest.mark.parametrize("user", [None, "field-31", "club-2"])
def test_each_work_as_its_own_fit_says(service, user):
    for result in service.for_user(user).results:
        fit = service.fit(user, result.work.work_id)
        for name in ("predicted_rating", "low", "high", "liking"):
            assert getattr(result, name) == pytest.approx(getattr(fit, name), abs=1e-5)
        assert (fit.work, fit.title_ratings, fit.rated) == (result.work, result.title_ratings, None)


def test_a_work_that_was_rated_on_another_platform_is_left_out(service):
    assert "alien-1979-movie" not in found(service.for_user("field-2"))
    assert set(found(service.for_user("club-2"))) == {
        "thing-1951-movie",
        "rec-2007-movie",
        "dark-2017-series",
        "tmdb-5",
    }


@pytest.mark.parametrize("ratings", [["ds1=0.5"], "The Thing (1951) = 0.5\n"])
def test_a_visitor_with_a_user_s_ratings_gets_that_user_s_list(service, ratings):
    own, visitor = service.for_user("31"), service.for_user(ratings=ratings)
    assert predicted(visitor) == predicted(own)
    assert (visitor.user_id, visitor.user_ratings) == (None, 1)


def test_new_ratings_over_a_user_s_own(service):
    answer = service.for_user("31", ratings=["Dark=1", "Dark=5"])
    assert found(answer) == found(service.for_user(ratings=["Dark=5", "ds1=0.5"]))
    assert "dark-2017-series" not in found(answer)
    assert (answer.user_id, answer.user_ratings) == ("field-31", 2)


def test_k_and_filters(service):
    assert len(service.for_user("field-31", k=3).results) == 3
    answer = service.for_user("field-31", k=1, platforms="net,dis", maturity="13+")
    assert found(answer) == ["2012-2009-movie"]
    assert answer.filters == Filters(platforms=("netflix", "disney"), maturity="13+")


def test_services_in_a_country(service):
    assert found(service.for_user("field-31", platforms="max")) == ["alien-1979-movie"]
    assert found(service.for_user("field-31", country="Mexico")) == ["alien-1979-movie", "dark-2017-series"]
    assert found(service.for_user("field-31", platforms="hulu", country="MX")) == ["dark-2017-series"]
    assert service.for_user("field-31", platforms="netflix", country="MX").results == []


def test_everything_rated_leaves_an_empty_list(service, chooser):
    everything = [f"{id_}=3" for id_ in service.bundle.work_ids.ids]
    for asked in (service, chooser):
        for diversity in (0, 0.5):
            assert asked.for_user(ratings=everything, diversity=diversity).results == []
            assert asked.for_user("31", genre="drama", year_to=1900, diversity=diversity).results == []


# With one


def test_the_ranking_model_orders_and_the_fit_tells(chooser, service):
    answer = chooser.for_user("field-31")
    # Chosen together with «The Thing» of 1951: 0.5, then 0 five times by row number, then -0.25.
    assert found(answer) == [
        "amelie-2001-movie",
        "alien-1979-movie",  # whose sequel the model puts here
        "thing-1982-movie",
        "dark-2017-series",
        "2012-2009-movie",
        "rec-2007-movie",
        "tmdb-5",
    ]
    assert {result.work.work_id: result for result in answer.results} == {
        result.work.work_id: result for result in service.for_user("field-31").results
    }


def test_what_is_liked_now_where_nothing_was_rated(chooser, service):
    answer = chooser.for_user()
    # Films and series take turns, and the ranking model, made of ratings of long ago, has no say.
    assert found(answer)[:2] == ["alien-1979-movie", "dark-2017-series"]
    assert found(answer) == found(service.for_user())
    assert len(found(answer)) == len(service.catalogue)
    assert (answer.user_id, answer.user_ratings) == (None, 0)
    # Whoever rated anything is no newcomer.
    assert found(chooser.for_user(ratings=["Amélie=4"]))[:2] != found(answer)[:2]


def test_the_liked_titles_of_a_visitor_count_by_content():
    service = catalogue_service(ranker=ranking_model(content=1.0))
    # Alike to «[REC]»: «Alien» 0.8, «Aliens» and «The Thing» of 1951 0.6, that of 1982 0.48; the others not at all.
    answer = service.for_user(ratings=["[REC]=4", "Amélie=1"])
    assert found(answer)[:4] == ["alien-1979-movie", "tmdb-5", "thing-1951-movie", "thing-1982-movie"]
    assert found(answer)[4:] == ["dark-2017-series", "2012-2009-movie"]


@pytest.mark.parametrize("title", ["Dark", "[REC]"])
def test_a_visitor_may_like_what_nobody_rated_or_what_is_like_nothing_else(title):
    answer = catalogue_service(ranker=ranking_model(content=1.0, ease=1.0)).for_user(ratings=[f"{title}=5"])
    assert len(answer.results) == 7


# Diversity


def test_diversity_on_paper(service):
    # Gains run from 0 to 1 between «Dark» (2.25) and «Alien» (3.75). Scores with «Alien» are «[REC]» 0.8, «2012» 0.48,
    # «The Thing» of 1982 0.384, the others 0: chances, without intercept and with slope 1, 0.690, 0.618, 0.595, 0.5.
    def second(diversity):
        first, other = found(service.for_user("field-31", k=2, diversity=diversity))
        assert first == "alien-1979-movie"
        return other

    assert second(0) == "2012-2009-movie"
    assert second(0.5) == "2012-2009-movie"  # 0.375 - 0.309 before 0.25 - 0.298
    assert second(0.9) == "amelie-2001-movie"  # 0.008 - 0.45 before 0.075 - 0.556
    assert second(1) == "amelie-2001-movie"  # ties by relevance


@pytest.mark.parametrize("diversity", [0, 0.0, "0"])
def test_no_diversity_is_the_plain_order(service, diversity):
    assert service.for_user("31", diversity=diversity) == service.for_user("31")


@pytest.mark.parametrize("diversity", [-0.1, 1.5, "much", None, True, [1], float("nan")])
def test_what_is_no_diversity(service, diversity):
    with pytest.raises(InvalidValueError, match="diversity must be a number from 0 to 1, got ") as caught:
        service.for_user("31", diversity=diversity)
    assert caught.value.parameter == "diversity"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([0, 0.3, 1]), st.integers(1, 9), FILTERS, st.sampled_from([None, "club-1", "field-31"]))
def test_exactly_k_of_those_that_pass_and_never_one_that_was_rated(service, chooser, diversity, k, limits, user):
    rated = {work for who, work, _ in RATINGS if who == user}
    for asked in (service, chooser):
        eligible = set(found(asked.for_user(k=100, **limits))) - {service.bundle.work_ids.ids[work] for work in rated}
        answer = asked.for_user(user, k, diversity=diversity, **limits)
        assert len(set(found(answer))) == len(answer.results) == min(k, len(eligible))
        assert set(found(answer)) <= eligible


# On the sample


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_on_the_sample_the_best_of_all_that_was_not_rated(sample_service, sample_sagas, data):
    share, left_out = sample_sagas
    bundle, users = sample_service.bundle, sample_service.people.users
    user = data.draw(st.sampled_from(sample_service.example_users(100)))
    k = data.draw(st.integers(1, 100))
    works, stars = users.history(users.find(user))
    mean, liking = bundle.collaborative.fold_in(works, stars).overview()
    eligible = np.ones(len(bundle.work_ids), bool)
    eligible[works] = False
    neighbours = NeighbourIndex(SimilarModel(bundle.similar.content, bundle.similar.pairs))
    scores = mean if bundle.ranker is None else bundle.ranker.scores(works, stars, liking, neighbours, eligible)
    answer = sample_service.for_user(user, k=k, per_franchise=100)
    eligible[[bundle.work_ids.number(id_) for id_ in left_out]] = False
    best = [bundle.work_ids.ids[row] for row in top_k(scores, k, eligible).tolist()]
    assert [share[id_] for id_ in found(answer) if id_ not in left_out] == [share[id_] for id_ in best][: len(best)]
    assert len({*found(answer)}) == k
    assert not {*found(answer)} & {bundle.work_ids.ids[row] for row in works.tolist()}
    assert answer.user_ratings == len(works) > 0


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([0.2, 0.6, 1.0]), st.integers(1, 20), FILTERS)
def test_on_the_sample_diverse_lists_keep_to_the_filters(sample_service, diversity, k, limits):
    user = sample_service.example_users(1)[0]
    plain = sample_service.for_user(user, k=100, **limits)
    answer = sample_service.for_user(user, k, diversity=diversity, **limits)
    assert len(set(found(answer))) == min(k, len(plain.results))
    assert set(found(answer)) <= set(found(plain))
    assert found(answer)[:1] == found(plain)[:1]


def test_on_the_sample_diversity_makes_lists_less_alike(sample_service):
    similar, works = sample_service.bundle.similar, sample_service.bundle.work_ids

    def alike(diversity):
        answers = [
            sample_service.for_user(user, k=10, diversity=diversity) for user in sample_service.example_users(20)
        ]
        return np.mean([similar.alike(works.numbers(found(answer))).mean() for answer in answers])

    assert alike(1) < alike(0.5) < alike(0)


# Works like those liked, and what is watched


def test_works_like_those_liked_come_first_the_most_alike_before():
    alike = catalogue_service(ranker=ranking_model(similar=1.0))
    # By their similarities to «Alien», as in test_similar; three of them tie. Others are like it in nothing.
    liked = ["rec-2007-movie", "tmdb-5", "thing-1951-movie", "2012-2009-movie", "thing-1982-movie"]
    assert found(alike.for_user(ratings=["Alien=4"])) == [*liked, "amelie-2001-movie", "dark-2017-series"]
    # A mean over all that were liked: «[REC]» is like one by 0.8 and the other by 0.48, «The Thing» of 1951 by 0.48 and
    # 0.8, so that the row number decides; then «2012» by 0.48 and 0.36, «Aliens» by 0.48 and 0.288.
    both = found(alike.for_user(ratings=["Alien=5", "The Thing (1982)=4"]))
    assert both[:4] == ["thing-1951-movie", "rec-2007-movie", "2012-2009-movie", "tmdb-5"]
    # What was not liked is like nothing that is looked for.
    assert found(alike.for_user(ratings=["Alien=3.5"]))[0] == "tmdb-5"


def test_what_is_watched_by_who_watches_the_same_comes_first():
    ranker = ranking_model(watched=1.0)
    watching = catalogue_service(ranker=dataclasses.replace(ranker, watched=ranker.ease))
    liked = found(watching.for_user(ratings=["The Thing (1951)=4"]))
    assert (liked[0], liked[-1]) == ("amelie-2001-movie", "tmdb-5")  # the last by EASE is «Alien», which is seen first
    assert found(watching.for_user(ratings=["The Thing (1951)=3.5"]))[0] == "alien-1979-movie"


# What cannot be answered


def test_errors(service):
    with pytest.raises(NotFoundError, match="No user is called: «nobody»"):
        service.for_user("nobody")
    with pytest.raises(InvalidValueError, match="k must be a whole number"):
        service.for_user("club-1", k=0)
    with pytest.raises(InvalidValueError, match="platforms must be one of"):
        service.for_user("club-1", platforms="vix")


# Feedback and reasons


def test_more_like_a_title_counts_as_liking_it_and_leaves_it_in_the_list(service):
    wanted, rated = service.for_user("31", more_like=["Dark"]), service.for_user("31", ratings=["Dark=4.5"])
    others = [result for result in wanted.results if result.work.work_id != "dark-2017-series"]
    assert len(others) == len(wanted.results) - 1
    assert [(other.work.work_id, other.predicted_rating) for other in others] == predicted(rated)
    assert (wanted.user_ratings, rated.user_ratings) == (1, 2)


def test_less_like_a_title_counts_as_disliking_it_and_takes_it_out(service):
    wanted, rated = service.for_user("31", less_like="Dark\n"), service.for_user("31", ratings=["Dark=1.5"])
    assert predicted(wanted) == predicted(rated)
    assert wanted.user_ratings == 1


def test_a_rating_goes_before_feedback_on_the_same_title(service):
    answer = service.for_user(ratings=["Dark=5"], more_like=["Dark"], less_like=["Dark (2017)"])
    assert predicted(answer) == predicted(service.for_user(ratings=["Dark=5"]))


def test_what_is_to_be_hidden_is_left_out_and_moves_nothing(service):
    whole, hidden = service.for_user("31"), service.for_user("31", hide=["Alien", "[REC]"])
    left = [one for one in predicted(whole) if one[0] not in ("alien-1979-movie", "rec-2007-movie")]
    assert predicted(hidden) == left


@pytest.mark.parametrize("name", ["more_like", "less_like", "hide"])
def test_feedback_on_no_title_names_the_argument(service, name):
    with pytest.raises(NotFoundError, match="No title is called: «zxqv»") as missing:
        service.for_user(**{name: ["zxqv"]})
    assert missing.value.parameter == name
    with pytest.raises(InvalidValueError, match=f"{name} must be a list of titles, got 5"):
        service.for_user(**{name: 5})
    with pytest.raises(InvalidValueError, match=f"{name} must be 5,000 at most, got 5001"):
        service.for_user(**{name: ["Dark"] * 5001})


@pytest.mark.parametrize("ratings", [["The Thing (1951)=0.5", "Alien=5", "Amélie=4"], ["Amélie=1", "Alien=2"]])
def test_reasons_are_the_two_ratings_that_speak_most_for_a_title(service, ratings):
    for result in service.for_user(ratings=ratings).results:
        pushes = service.fit(None, result.work.work_id, ratings).reasons
        for_it = sorted((reason for reason in pushes if reason.push > 0), key=lambda reason: -reason.push)[:2]
        assert [(reason.title, reason.rating) for reason in result.reasons] == [
            (reason.title, reason.rating) for reason in for_it
        ]
        assert [reason.push for reason in result.reasons] == pytest.approx([reason.push for reason in for_it], abs=1e-6)


def test_feedback_is_no_reason(service):
    results = service.for_user("31", more_like=["Dark", "Alien"]).results
    assert {reason.title for result in results for reason in result.reasons} <= {"The Thing"}
    assert all(result.reasons == [] for result in service.for_user(more_like=["Dark"]).results)
