import pytest

from recsys.cli import console
from recsys.cli.suites import show_evaluation
from recsys.errors import RecsysError
from recsys.research.rating_tables import Row, Scores, Table
from recsys.research.suites.ratings import SuiteReport
from recsys.serving.service import Service
from tests.fixtures.catalogue import bundle, catalogue_service
from tests.fixtures.tables import offer, title


@pytest.fixture(scope="module")
def service():
    return catalogue_service()


@pytest.fixture
def shown(capsys):
    """What a function of `console` writes to standard output, with single spaces."""

    def show(function, answer):
        function(answer)
        out, err = capsys.readouterr()
        assert err == ""
        return [" ".join(line.split()) for line in out.splitlines()]

    return show


def test_recommendations(service, shown):
    assert shown(console.show_recommendations, service.recommend("the thing", k=2)) == [
        "More like Thing, The (1982)",
        "Also called so: The Thing (1951)",
        "title year type on good shares",
        "The Thing 1951 movie Disney+ (US) 69% thing 64%, horror 36%",
        "[REC] 2007 movie Netflix 62% horror 100%",
    ]


def test_recommendations_of_none(service, shown):
    assert shown(console.show_recommendations, service.recommend("dark")) == [
        "More like Dark (2017)",
        "Nothing fits; loosen a filter.",
    ]


def test_what_came_and_left(shown):
    """Two snapshots a year apart, and a title with a day of its own."""
    made = Service(
        bundle(
            title("as1", "Alien", 1979, country=("MX", "US"), snapshot="2022-05", until="2023-04"),
            title("as2", "Dark", 2017, "tv show", country=()),
            *(offer("dark-2017-series", "amazon", code, "as2", added="2023-04", snapshot="2023-04")
              for code in ("MX", "US")),
            title("ns1", "Brazil", 1985, country=()),
            offer("brazil-1985-movie", "netflix", None, "ns1", added="2021-09-24", snapshot="2021-09-25"),
        )
    )  # fmt: skip
    assert shown(console.show_answer, made.arrivals()) == [
        "Amazon Prime Video MX as of 2023-04: 0 in 30 days, and 1 more since 2022-05",
        "Amazon Prime Video US as of 2023-04: 0 in 30 days, and 1 more since 2022-05",
        "Netflix (country not known) as of 2021-09-25: 1 in 30 days",
        "title year type service between",
        "Dark 2017 tv show Amazon Prime Video (MX US) 2022-05 and 2023-04",
        "Brazil 1985 movie Netflix 2021-09-24",
    ]
    assert shown(console.show_answer, made.departures(country="US"))[-1] == (
        "Alien 1979 movie Amazon Prime Video (US) 2022-05 and 2023-04"
    )


def test_for_user(service, shown):
    assert shown(console.show_for_user, service.for_user("31", k=2)) == [
        "For field-31, from 1 rating",
        "title year type on liking stars ratings",
        "Alien 1979 movie Amazon Prime Video (US), 57% 3.8 (2.0–5.0) 3",
        "Max (BR MX), Netflix (US)",
        "2012 2009 movie Netflix (US) 45% 3.4 (2.0–4.7) 1",
    ]
    assert shown(console.show_for_user, service.for_user("31", genre="drama", type="series", year_to=1990))[1:] == [
        "Nothing fits; loosen a filter."
    ]


def test_for_a_visitor(service, shown):
    ratings = ["Dark=4", "[REC]=1"]
    assert shown(console.show_for_user, service.for_user(ratings=ratings))[0] == "For you, from 2 ratings"
    assert shown(console.show_for_user, service.for_user())[0] == "For you, from 0 ratings"


def test_what_was_watched(service, shown):
    watched = service.for_user(ratings=["Dark=4"], watched=["Alien", "2012"])
    assert shown(console.show_for_user, watched)[0] == "For you, from 1 rating and 2 watched"
    lines = shown(console.show_fit, service.fit(title="2012", watched=["Alien"]))
    assert lines[-2].endswith(" from Alien (1979), watched")
    assert lines[-1] == "Behind it: 0 ratings and 1 watched of the person, 1 of the title."


def test_a_watchlist_and_what_goes_on(service, shown):
    wishes = service.watchlist(["Aliens", "2012"], platforms=["netflix"], country="US")
    assert shown(console.show_answer, wishes) == [
        "title year type where services liking",
        f"2012 2009 movie yours Netflix {wishes.results[0].liking:.0%}",
        f"Aliens 1986 movie nowhere {wishes.results[1].liking:.0%}",
    ]
    assert shown(console.show_answer, service.watchlist()) == ["No title that has not been seen."]
    following = service.following(watched=["Alien", "Dark=S1", "2012=part"], country="US")
    assert [line.split("% ")[1] for line in shown(console.show_answer, following)[1:]] == [
        "next part after Alien",
        "new season, 2",
        "finish",
    ]
    assert shown(console.show_answer, service.following()) == ["Nothing goes on with what was seen."]


def test_fit(service, shown):
    # On paper in tests/serving/test_fit.py.
    assert shown(console.show_fit, service.fit("field-2", "2012")) == [
        "2012 (2009) for field-2",
        (
            "Not recommended: 2.8 of 5 stars predicted, 20% likely to be liked, where 34% recommends; "
            "people rate 3.00 on average, this person -0.25, this title +0.50, their match -0.50."
        ),
        "With probability 80% they rate it 1.6 to 3.9.",
        "-0.75 from Alien (1979), rated 2.0",
        "Behind it: 1 rating of the person, 1 of the title.",
    ]
    assert "They rated it 4.5." in shown(console.show_fit, service.fit("club-1", "alien"))


def test_fit_of_a_visitor(service, shown):
    first, *_, reason, rated, last = shown(console.show_fit, service.fit(None, "dark", ["[REC]=1", "Dark=3"]))
    assert first == "Dark (2017) for you"
    assert (reason.split(" from ")[1], rated.split(" from ")[1]) == (
        "[REC] (2007), rated 1.0",
        "Dark (2017), rated 3.0",
    )
    assert last == "Behind it: 2 ratings of the person, 0 of the title."
    lines = shown(console.show_fit, service.fit(title="dark"))
    assert "people in general" in lines[1]
    assert not any(" from " in line or "They rated" in line for line in lines)


def test_works(service, shown):
    assert shown(console.show_works, service.search("dark")) == ["title year type on", "Dark 2017 tv show Hulu (MX US)"]
    assert shown(console.show_works, service.search("aliens"))[1] == "Aliens 1986 movie no service"
    assert shown(console.show_works, []) == ["No title is spelled like that."]


def test_a_query_s_sentence_comes_first_then_its_facts(service, shown):
    assert shown(console.show_answer, service.ask("platforms_get_max_duration")) == [
        "Lo más largo: «Alien», con 117 minutos",
        "duration: 117",
        "duration_type: min",
        "titles: as1, Alien, amazon, 1979",
    ]
    assert shown(console.show_answer, service.ask("platforms_get_actor", platform="amazon", year=1979))[-1] == (
        "tied: Sigourney Weaver; Tom Skerritt"
    )


def test_for_group(service, shown):
    people = [{"name": "Ana", "user_id": "31"}, {"name": "Luis", "hide": ["Alien"]}]
    assert shown(console.show_for_group, service.for_group(people, k=1, seen="one")) == [
        "For Ana and Luis, by fair",
        "title year type on liking",
        "Alien 1979 movie Amazon Prime Video (US), Max Ana 57% · Luis 57% (seen)",
        "(BR MX), Netflix (US)",
    ]


def test_what_is_shared_and_joined(service, shown):
    shared = service.share("Ana", ["Dark=5", "Alien=0.5"], "https://example.org/")
    assert shown(console.show_answer, shared) == [
        "Ana, with 2 ratings",
        f"https://example.org/#join={shared.code}",
    ]
    lines = shown(console.show_answer, service.joined(shared.code))
    assert lines[0] == "Ana, with 2 ratings and 0 of titles not known here"
    assert sorted(lines[1:]) == ["alien-1979-movie=0.5", "dark-2017-series=5"]


def test_found_in_words(service, shown):
    assert shown(console.show_answer, service.ask_in_words("horror of 1951, xyzzy on Peacock")) == [
        "Understood: horror [genre:horror], 1951 [years:1951-1951]",
        "Not understood: Peacock, xyzzy",
        "title year type on has",
        "The Thing 1951 movie Disney+ (US)",
    ]


@pytest.mark.parametrize(
    ("name", "arguments", "show"),
    [
        ("recommend", {"title": "alien"}, console.show_recommendations),
        ("fit", {"user_id": "club-1", "title": "alien"}, console.show_fit),
        ("fit", {"title": "alien", "ratings": ["Dark=4"]}, console.show_fit),
        ("for_user", {"user_id": "club-1"}, console.show_for_user),
        ("for_user", {"ratings": ["Dark=4"], "diversity": 0.5}, console.show_for_user),
        ("for_group", {"people": [{"name": "Ana"}, {"name": "Luis"}]}, console.show_for_group),
        ("search", {"text": "alien"}, console.show_works),
        ("ask_in_words", {"question": "horror"}, console.show_found),
    ],
)
def test_any_answer_can_be_shown(service, shown, name, arguments, show):
    answer = service.ask(name, **arguments)
    assert shown(console.show_answer, answer) == shown(show, answer)


def test_a_list_is_one_item_a_line(shown):
    assert shown(console.show_answer, ["[REC]", "2012"]) == ["[REC]", "2012"]


def test_what_is_no_answer(shown):
    with pytest.raises(TypeError, match="RecsysError is no answer"):
        console.show_answer(RecsysError("x"))


def test_brackets_and_colons_in_titles_print_as_they_are(shown):
    odd = "[b]Love[/b] :heart: [/]"
    rows = [title("ns1", odd, 2000), title("hs1", "Plain", 2001), title("ds1", odd, 1990)]
    service = Service(bundle(*rows, content=[{"title:x": 1.0}] * 3))
    assert shown(console.show_recommendations, service.recommend("ns1", k=1)) == [
        f"More like {odd} (2000)",
        "title year type on good shares",
        f"{odd} 1990 movie Disney+ (US) 73% x 100%",
    ]
    assert shown(console.show_answer, service.recomendacion("Plain")) == [odd, odd]
    assert shown(console.show_works, service.search("Plain"))[1] == "Plain 2001 movie Hulu (US)"


def test_a_service_says_in_which_countries_as_far_as_that_is_known(shown):
    many = ["US", "AR", "BR", "CL", "CO", "MX"]
    service = Service(bundle(title("ns1", "Up", 2009, country=many), title("hs1", "Us", 2019, country=None)))
    assert shown(console.show_works, service.search("up", k=1))[1:] == ["Up 2009 movie Netflix (AR BR CL CO +2)"]
    assert shown(console.show_works, service.search("us", k=1))[1:] == ["Us 2019 movie Hulu"]


def test_an_evaluation(shown):
    scores, left_out = Scores(0.94, 0.7401, 1.5, 0.02), Row("peer", None, "peer not installed")
    table = Table("5 folds", "all in five", 5, 8000, 2000, (Row("SVD [tuned]", scores), left_out))
    report = SuiteReport("ml-100k", 10_000, 943, 1682, (0.5, 5.0), 0, 2, (table,))
    assert shown(show_evaluation, report) == [
        "ml-100k: 10,000 ratings from 0.5 to 5 by 943 users of 1,682 works; seed 0, 2 processors.",
        "",
        "5 folds: all in five; 8,000 training ratings, 2,000 test ratings; mean of 5 folds.",
        "method RMSE MAE fit, s predict, s",
        "SVD [tuned] 0.9400 0.7401 1.50 0.02",
        "peer – – – –",
        "peer: peer not installed",
    ]
