import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.filters import Filters
from recsys.serving.fit import FitParts


def test_the_parts_and_their_sum(service):
    answer = service.fit("lab-1", "The Thing (1951)")
    # p·q = 0·0 + 1·1 + 1·0.5
    assert answer.parts == FitParts(global_mean=3.0, user_bias=0.25, work_bias=-0.75, interaction=1.5)
    assert answer.predicted_rating == 4.0
    assert (answer.user_id, answer.work.work_id) == ("lab-1", "thing-1951-movie")
    assert (answer.user_ratings, answer.title_ratings, answer.rated) == (2, 1, None)
    assert (answer.recommended, answer.recommended_from) == (True, 3.5)
    assert answer.explanation == (
        "Recommended: 4.0 of 5 stars predicted; people rate 3.00 on average, this user +0.25, this title -0.75, "
        "their match +1.50."
    )


@pytest.mark.parametrize(
    ("user", "title", "sum_of_parts", "predicted"),
    [("lab-1", "The Thing", 6.25, 5.0), ("field-2", "Amélie", -0.5, 0.5), ("lab-2", "Alien", 5.0, 5.0)],
)
def test_the_prediction_is_clipped_and_the_parts_are_not(service, user, title, sum_of_parts, predicted):
    answer = service.fit(user, title)
    assert math.fsum(vars(answer.parts).values()) == sum_of_parts
    assert answer.predicted_rating == predicted


def test_recommended_from_three_and_a_half(service):
    at = service.fit("lab-1", "2012")
    assert (at.predicted_rating, at.recommended) == (3.5, True)
    below = service.fit("lab-1", "dark")
    assert (below.predicted_rating, below.recommended) == (3.25, False)
    assert below.explanation.startswith("Not recommended: 3.2 of 5 stars predicted; ")


def test_a_title_that_nobody_rated_gets_the_user_s_usual_rating(service):
    answer = service.fit("lab-2", "[REC]")
    assert answer.parts == FitParts(3.0, 1.0, 0.0, 0.0)
    assert (answer.predicted_rating, answer.title_ratings, answer.rated) == (4.0, 0, None)
    assert answer.explanation == (
        "Recommended: 4.0 of 5 stars predicted; "
        "nobody has rated this title yet, so this is what the user usually gives."
    )


@pytest.mark.parametrize(
    ("user", "title", "rated"),
    [("lab-1", "alien", 4.5), ("field-2", "as1", 2.0), ("31", "ds1", 0.5), ("31", "alien", None)],
)
def test_their_own_rating_of_the_work_on_any_platform(service, user, title, rated):
    assert service.fit(user, title).rated == rated


def test_counts(service):
    answer = service.fit("lab-2", "alien")
    assert (answer.user_ratings, answer.title_ratings) == (4, 3)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_on_the_sample_equal_to_the_model(sample_service, data):
    model = sample_service.bundle.collaborative
    user = data.draw(st.sampled_from(model.users.ids))
    work_id = data.draw(st.sampled_from(sample_service.bundle.works.ids))
    answer = sample_service.fit(user, work_id)
    assert answer.predicted_rating == model.predict(model.users.number(user), model.works.number(work_id))
    whole = math.fsum(vars(answer.parts).values())
    assert min(max(whole, 0.5), 5.0) == pytest.approx(answer.predicted_rating, abs=1e-9)
    assert answer.recommended == (answer.predicted_rating >= 3.5)


def predicted(answer):
    return [(result.work.work_id, result.predicted_rating) for result in answer.results]


def test_for_user_best_first_unrated_only_ties_by_row_number(service):
    answer = service.for_user("field-31")
    assert predicted(answer) == [
        ("alien-1979-movie", 4.5),
        ("thing-1982-movie", 4.5),
        ("2012-2009-movie", 3.25),
        ("amelie-2001-movie", 3.0),
    ]
    assert (answer.user_id, answer.user_ratings, answer.filters) == ("field-31", 1, Filters())
    assert [result.title_ratings for result in answer.results] == [3, 2, 1, 1]


def test_for_user_leaves_out_the_work_that_was_rated_on_another_platform(service):
    assert predicted(service.for_user("field-2")) == [
        ("2012-2009-movie", 3.25),
        ("thing-1982-movie", 3.0),
        ("thing-1951-movie", 1.75),
        ("amelie-2001-movie", 0.5),  # -0.5, clipped
    ]
    assert predicted(service.for_user("lab-2")) == [("thing-1951-movie", 2.75)]


def test_for_user_k_and_filters(service):
    assert len(service.for_user("field-31", k=3).results) == 3
    answer = service.for_user("field-31", k=1, platforms="net,dis", maturity="13+")
    assert predicted(answer) == [("2012-2009-movie", 3.25)]
    assert answer.filters == Filters(platforms=("netflix", "disney"), maturity="13+")
    assert service.for_user("field-31", genre="drama", year_to=1900).results == []


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_for_user_on_the_sample_the_best_of_all_they_have_not_rated(sample_service, data):
    model, bundle = sample_service.bundle.collaborative, sample_service.bundle
    user = data.draw(st.sampled_from(model.users.ids))
    k = data.draw(st.integers(1, 100))
    found = sample_service.for_user(user, k=k)
    work_of = dict(zip(bundle.titles["title_id"].to_pylist(), bundle.titles["work_id"].to_pylist(), strict=True))
    pairs = zip(bundle.ratings["user_id"].to_pylist(), bundle.ratings["title_id"].to_pylist(), strict=True)
    rated = {work_of[title_id] for user_id, title_id in pairs if user_id == user}
    scores = model.predict_works(model.users.number(user)).tolist()
    ranked = sorted(
        (work for work in model.works.ids if work not in rated),
        key=lambda work: (-scores[model.works.number(work)], bundle.works.number(work)),
    )
    assert rated
    assert found.user_ratings == len(rated)
    assert [result.work.work_id for result in found.results] == ranked[:k]
    assert all(0.5 <= result.predicted_rating <= 5 for result in found.results)


def test_the_two_answers_agree(sample_service):
    (user,) = sample_service.example_users(1)
    for result in sample_service.for_user(user).results:
        fit = sample_service.fit(user, result.work.work_id)
        assert fit.predicted_rating == pytest.approx(result.predicted_rating, abs=1e-5)
        assert (fit.rated, fit.title_ratings) == (None, result.title_ratings)


@pytest.mark.parametrize(
    "ask", [lambda service: service.fit("lab-1", "alien"), lambda service: service.for_user("lab-1")]
)
def test_without_ratings_nobody_is_known(unrated, ask):
    with pytest.raises(NotFoundError, match="built without ratings, so it knows no user: «lab-1»") as caught:
        ask(unrated)
    assert caught.value.parameter == "user_id"


@pytest.mark.parametrize(
    ("user", "title", "error", "parameter"),
    [
        ("nobody", "alien", NotFoundError, "user_id"),
        ("2", "alien", InvalidValueError, "user_id"),
        (None, "alien", InvalidValueError, "user_id"),
        ("lab-1", "zzzz", NotFoundError, "title"),
        ("lab-1", {}, InvalidValueError, "title"),
        ("lab-1", "x" * 10_000, InvalidValueError, "title"),
    ],
)
def test_errors_name_the_argument(service, user, title, error, parameter):
    with pytest.raises(error) as caught:
        service.fit(user, title)
    assert caught.value.parameter == parameter


def test_for_user_errors(service):
    with pytest.raises(NotFoundError, match="No user is called: «nobody»"):
        service.for_user("nobody")
    with pytest.raises(InvalidValueError, match="k must be a whole number"):
        service.for_user("lab-1", k=0)
    with pytest.raises(InvalidValueError, match="platforms must be one of"):
        service.for_user("lab-1", platforms="hbo")
