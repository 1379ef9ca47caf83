"""Whatever stands in data, or is typed by people, is text in the page and never markup."""

import dataclasses
import inspect
import re

import pyarrow as pa
import pytest

from recsys.domain.services import SERVICES, service_by_id
from recsys.serving.catalogue import Offer, Work
from recsys.serving.current import Current
from recsys.serving.filters import Filters
from recsys.serving.imports.report import Imported, ReadDocument, RefusedRow, Totals, Unmatched
from recsys.serving.recommend.diversity import DiversitySettings
from recsys.serving.recommend.fit import Fit, FitParts
from recsys.serving.recommend.for_user import ForUser, PredictedWork
from recsys.serving.recommend.reasons import Reason
from recsys.serving.recommend.similar import Recommendations, SharedFeature, SimilarWork
from recsys.serving.service import Service
from recsys.ui import cards, filters, for_you, html, imports, lists, own_ratings, rater, similar, verdict
from recsys.ui.languages import LANGUAGES, words
from recsys.ui.live import Visit
from recsys.ui.visitor import Visitor
from tests.fixtures.catalogue import ALIEN, AMELIE, DARK, REC, THING_1982, WORK_IDS, catalogue_bundle
from tests.fixtures.markup import NASTY, Reader

EN, NOBODY = words("en"), Visitor()
TAGS = {
    "div",
    "p",
    "h2",
    "h3",
    "b",
    "i",
    "ul",
    "li",
    "span",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "pre",
    "button",
    "a",
    "img",
}
DATA = {"data-link", "data-done", "data-name", "data-asked", "data-stars"}
ATTRIBUTES = {
    "class",
    "role",
    "title",
    "style",
    "scope",
    "tabindex",
    "type",
    "href",
    "src",
    "alt",
    "loading",
    "decoding",
    "referrerpolicy",
    "data-act",
    "data-work",
    "data-key",
    "hidden",
    *DATA,
}
SPOKEN = {"aria-hidden", "aria-label", "aria-pressed"}
STARS = ["★"] * 5
# Modules whose functions make markup, and the functions among them that do not.
MODULES, OTHERS = (html, cards), {"facts", "genres", "dated", "chance", "where"}


@pytest.fixture
def work():
    return Work(
        work_id=NASTY,
        title=NASTY,
        type=NASTY,
        year=1999,
        platforms=["Netflix", "Disney+"],
        offers=[
            Offer("netflix", "Netflix", ["BR", "MX"], "2021-09-25", "2025"),
            Offer("disney", "Disney+", ["US"], None, "2025"),
        ],
        title_ids=[NASTY],
        genres=[NASTY, "drama", "war", "western"],
        directors=[NASTY],
        cast=[NASTY],
        countries=[NASTY],
        maturity=NASTY,
        duration=136,
        duration_type=NASTY,
        description=NASTY,
        score=3.5,
        score_count=2,
        score_source=NASTY,
    )


@pytest.fixture
def fit(work):
    return Fit(
        user_id=NASTY,
        work=work,
        predicted_rating=3.7,
        low=2.5,
        high=4.9,
        interval=0.8,
        liking=0.456,
        habit=0.35,
        recommended=True,
        recommended_from=0.35,
        parts=FitParts(3.5, 0.1, -0.2, 0.3),
        reasons=[Reason(NASTY, 1999, 4.5, 0.25), Reason("Up", 2009, 1.0, -0.125)],
        user_ratings=10,
        title_ratings=2000,
        rated=4.0,
        explanation=NASTY,
        model=NASTY,
        rmse=0.9,
        mae=0.7,
    )


@pytest.fixture
def answers(work, fit):
    """Every public function that makes markup, called with nasty text in every text field."""
    shared = [SharedFeature(NASTY, NASTY, 0.5, 1.0)]
    limits = Filters(platforms=(NASTY,), genre=NASTY)
    alike = Recommendations(work, [NASTY], limits, DiversitySettings(), [SimilarWork(work, 0.5, 0.4, shared)])
    listed = ForUser(
        NASTY,
        3,
        limits,
        DiversitySettings(),
        [PredictedWork(work, 4.2, 3.1, 5.0, 0.61, 1, [Reason(NASTY, 1999, 4.5, 0.25)])],
    )
    said = Visitor({NASTY: 4.0}, {NASTY: ""}, wishes=[NASTY], more=[NASTY], less=[NASTY])
    return {
        "error": html.error(NASTY),
        "empty": html.empty(NASTY),
        "banner": html.banner(NASTY),
        "answer": html.answer(html.empty(NASTY)),
        "sentence": html.sentence(NASTY, [(NASTY, NASTY)], (NASTY, NASTY)),
        "table": html.table((NASTY, NASTY), [(NASTY, 1), (2, NASTY)]),
        "titled_table": html.titled_table(NASTY, (NASTY, NASTY), [(NASTY, 1), (2, NASTY)]),
        "bars": html.bars(NASTY, [(NASTY, 1.0), (NASTY, 0.5)], EN),
        "bar": html.bar(0.5) + html.empty(NASTY),
        "code": html.code(NASTY, NASTY),
        "act": html.act("rate", NASTY, NASTY, pressed=True, work=NASTY, key=NASTY),
        "poster": cards.poster(work) + html.empty(NASTY),
        "original": cards.original(dataclasses.replace(work, title="Up", original_title=NASTY)),
        "card": cards.card(work, EN, html.bar(0.5)),
        "watch": cards.watch(
            dataclasses.replace(work, offers=[Offer(NASTY, NASTY, [NASTY], "2021", NASTY, [NASTY], NASTY)]), EN
        ),
        "sources": cards.sources(dataclasses.replace(work, attribution=[NASTY]), EN),
        "cards": cards.cards([cards.card(work, EN, "")]),
        "match": cards.match(0.5, NASTY, NASTY),
        "match_line": cards.match_line(NASTY),
        "feedback": cards.feedback(work, said, EN) + html.empty(NASTY),
        "page_link": f"<a {cards.page_link(work, EN)}>{html.empty(NASTY)}</a>",
        "stars_of": cards.stars_of(work, said, EN) + html.empty(NASTY),
        "similar": similar.similar(alike, said, EN),
        "for_you": for_you.for_you(lists.of_one(listed, EN), said, EN),
        "verdict": verdict.verdict(fit, EN, others=[fit]),
    }


def public_functions():
    return [
        name
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and name not in OTHERS
    ]


def test_every_function_is_tried(answers):
    assert set(public_functions()) <= set(answers)


@pytest.mark.parametrize("name", [*public_functions(), "similar", "for_you", "verdict"])
def test_text_is_escaped(answers, name):
    read = Reader(answers[name])
    assert read.tags <= TAGS
    assert set(read.attributes) <= ATTRIBUTES | SPOKEN
    assert any(NASTY in text for text in read.texts)
    assert "<script" not in answers[name]
    assert "<img" not in answers[name]


def test_a_nasty_title_is_whole_in_the_tooltip_and_in_what_is_read_out(answers):
    attributes = Reader(answers["similar"]).attributes
    assert f"More about {NASTY}" in attributes["title"]
    assert f"More like {NASTY}" in attributes["aria-label"]
    assert set(attributes["data-work"]) == {NASTY}


@pytest.fixture
def visit():
    """Somebody who rated and said what they want more of, in a catalogue whose titles are all nasty."""
    whole = catalogue_bundle()
    column = whole.works.schema.get_field_index("title")
    nasty = pa.array([NASTY] * whole.works.num_rows)
    works = whole.works.set_column(column, whole.works.schema.field(column), nasty)
    service = Service(dataclasses.replace(whole, works=works))
    alien, amelie, dark, rec, thing = (WORK_IDS[row] for row in (ALIEN, AMELIE, DARK, REC, THING_1982))
    said = Visitor({alien: 5.0}, {dark: ""}, unseen=[amelie], more=[rec], less=[thing], asked=[dark])
    return Visit(Current(service, ""), service, said, EN)


@pytest.mark.parametrize("shown", [rater.rater, own_ratings.own_ratings])
def test_the_titles_of_a_visitor_are_text(visit, shown):
    markup = shown(visit)
    read = Reader(markup)
    assert read.tags <= TAGS
    assert set(read.attributes) <= ATTRIBUTES | SPOKEN
    assert any(NASTY in text for text in read.texts)
    assert "<img" not in markup


def test_what_each_model_says_and_how_far_off_it_was_stands_side_by_side(fit):
    best = dataclasses.replace(fit, model="posterior", rmse=0.871, mae=0.679)
    other = dataclasses.replace(
        fit, model="svd", predicted_rating=2.04, low=0.5, high=3.5, liking=0.2, rmse=None, mae=None
    )
    texts = Reader(verdict.verdict(best, EN, others=[other])).texts
    start, off = texts.index("What both models say"), "it was off by 0.68 stars on average (MAE; RMSE 0.87)"
    assert texts[start + 1 : start + 9] == [
        "Factor model, by draws",
        "46% chance you'll like it",
        "3.7 of 5 stars expected; in 80% of cases you would give it 2.5 to 4.9.",
        f"On ratings that it had not seen {off}. The answer above is this model's.",
        "Surprise's SVD",
        "20% chance you'll like it",
        "2.0 of 5 stars expected; in 80% of cases you would give it 0.5 to 3.5.",
        "How far off it is has not been measured.",
    ]
    assert "What both models say" not in verdict.verdict(best, EN)


def test_a_file_s_titles_and_values_are_text():
    row, line = Unmatched(NASTY, None, 1, 3.0, "no_name", []), RefusedRow(2, NASTY, "no_rating")
    document = ReadDocument("", NASTY, "ratings", 3, 1, 5.0, None, [line], 1, 1)
    answer = Imported([document], [], [], None, [], [], [row], Totals(3, 1, 0, 0, 1, 1, 1, 0, 0, 1))
    read = Reader(imports.report(answer, EN))
    assert read.tags <= TAGS
    assert sum(NASTY in text for text in read.texts) == 4  # the exporter twice, the title, the value


def test_a_filter_that_would_help_is_offered_and_no_other(visit):
    def fits(given):
        return (not given["genre"] and given["type"] != "movie") or given["type"] == ""

    told = filters.nothing(visit, {"genre": "horror", "type": "movie", "diversity": 0, "year_to": ""}, fits)
    assert Reader(told).attributes["data-name"] == ["type"]
    assert Reader(
        filters.nothing(visit, {"genre": "horror", "type": "movie"}, lambda given: not any(given.values()))
    ).attributes["data-name"] == ["all"]
    assert "data-name" not in filters.nothing(visit, {"genre": "horror"}, lambda _: False)


def test_of_the_place_each_choice_has_a_button_that_takes_it_back(visit):
    given = {"platforms": ["hulu"], "country": "MX", "genre": "horror"}
    told = filters.nothing(visit, given, lambda given: not given["platforms"] or not given["country"])
    assert Reader(told).attributes["data-act"] == ["everywhere", "anywhere"]
    # What was chosen for all tabs stays, where taking the filters away is enough.
    told = filters.nothing(visit, given | {"type": "movie"}, lambda given: not given["genre"] and not given["type"])
    assert Reader(told).attributes["data-act"] == ["loosen"]
    assert "data-act" not in filters.nothing(visit, given, lambda given: not any(given.values()))


def test_styles_hold_numbers_and_colours_of_the_registry_only(answers):
    colours = {service.colour for service in SERVICES}
    for markup in answers.values():
        for style in Reader(markup).attributes.get("style", []):
            for part in style.split("; "):
                name, _, value = part.partition(": ")
                assert name in ("--hue", "--other", "--service", "width", "left")
                assert value.removesuffix("%").isdigit() or (name == "--service" and value in colours)


def luminance(colour):
    """Of a colour #rrggbb, as WCAG 2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return sum(share * one for share, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
def test_white_text_can_be_read_on_every_badge(service):
    assert re.fullmatch("#[0-9a-f]{6}", service.colour)
    assert 1.05 / (luminance(service.colour) + 0.05) >= 4.5


SHOWN = [
    Offer("netflix", "Netflix", ["BR", "MX"], "2021-09", "2025"),
    Offer("disney", "Disney+", ["AR", "BR", "CL", "CO", "US"], None, "2025"),
    Offer("hulu", "Hulu", [], "2021", "2021"),
]


@pytest.mark.parametrize(
    ("country", "badges", "told"),
    [
        ("", ["Netflix", "Disney+", "Hulu"], []),
        ("BR", ["Netflix", "Disney+"], []),
        ("US", ["Disney+"], []),
        (
            "JP",
            [],
            [
                "On Netflix in Brazil and Mexico",
                "On Disney+ in Argentina, Brazil, Chile, and 2 more countries",
                "On Hulu; in which country is not known",
            ],
        ),
    ],
)
def test_a_card_shows_the_services_of_the_country_else_where_the_work_is(work, country, badges, told):
    read = Reader(cards.watch(dataclasses.replace(work, offers=SHOWN), EN, country))
    assert read.texts == [*badges, *told]
    assert cards.where(dataclasses.replace(work, offers=SHOWN), EN, country) == told


@pytest.mark.parametrize(
    ("country", "services", "new"),
    [("MX", [], ["Netflix"]), ("BR", [], []), ("", [], ["Max"]), ("MX", ["netflix"], ["Netflix"]), ("MX", ["max"], [])],
)
def test_a_badge_is_marked_where_the_work_has_just_come(work, country, services, new):
    """It came to Netflix in Mexico and was in Brazil before; to Max it came in all of its countries, that is Chile."""
    offers = [
        Offer("netflix", "Netflix", ["BR", "MX"], None, "2026-11-28", ["MX"]),
        Offer("max", "Max", ["CL"], None, "2026-11-28", ["CL"]),
        Offer("hulu", "Hulu", [], None, "2020"),
    ]
    for language in LANGUAGES:
        said = words(language)
        shown = cards.card(dataclasses.replace(work, offers=offers), said, "", "", country, services)
        marked = re.findall(rf'>([^<>]+) <b class="butaca-new">{said("card.new")}</b>', shown)
        assert marked == new


def test_a_badge_says_since_when(work):
    read = Reader(cards.watch(dataclasses.replace(work, offers=SHOWN), words("es"), ""))
    assert read.attributes["title"] == ["Desde septiembre de 2021", "Desde 2021"]
    assert read.attributes["style"] == [f"--service: {service_by_id()[one.service].colour}" for one in SHOWN]


def test_a_work_on_no_service_says_so(work):
    nowhere = dataclasses.replace(work, offers=[], platforms=[])
    assert Reader(cards.watch(nowhere, EN, "MX")).texts == ["On no service that we know"]


def test_a_card_shows_what_is_known_of_a_work(work):
    film = dataclasses.replace(
        work, title="Up", maturity="pg-13", duration_type="min", genres=["family", "drama", "cult"]
    )
    series = dataclasses.replace(film, duration=1, duration_type="season", maturity=None)
    unknown = dataclasses.replace(series, duration=None)
    results = [
        SimilarWork(shown, 0.256, 0.6, [SharedFeature("cast", "Ed", 0.2, 0.8)]) for shown in (film, series, unknown)
    ]
    texts = Reader(
        similar.similar(Recommendations(film, [], Filters(), DiversitySettings(), results), NOBODY, EN)
    ).texts
    assert texts[0] == "If you liked Up (1999)"
    badges, genres, acts = ["Netflix", "Disney+"], "Family, Drama", STARS
    assert texts[1:14] == [
        "Copy link",
        "Up",
        "1999 · 136 min · 13+",
        *badges,
        genres,
        "Very much alike",
        "Because: Ed",
        *acts,
    ]
    assert "1999 · 1 season" in texts
    assert texts.count("1999") == 1  # all that is known of the last one
    spanish = Reader(
        similar.similar(Recommendations(film, [], Filters(), DiversitySettings(), results), NOBODY, words("es"))
    ).texts
    assert {"Si te gustó Up (1999)", "Familiar, Drama", "Por: Ed", "1999 · 1 temporada"} <= set(spanish)


def test_a_poster_is_of_the_first_genre_that_has_one(work):
    poster_of = {
        ("something new", "family"): "bubbles",
        ("horror", "family"): "stitches",
        ("something new",): "notes",
        (): "notes",
    }
    for genres, pattern in poster_of.items():
        drawn = cards.poster(dataclasses.replace(work, genres=list(genres)))
        assert drawn == f'<div class="butaca-poster {pattern}"></div>'


@pytest.mark.parametrize(
    ("title", "original_title", "shown"),
    [
        ("El origen", "Inception", ["El origen", "Inception"]),
        ("Money Heist", "La casa de papel", ["Money Heist", "La casa de papel"]),
        ("Amélie", "AMELIE", ["Amélie"]),  # the same but for its letters
        ("Amélie", None, ["Amélie"]),
    ],
)
def test_the_original_title_stands_beneath_one_that_differs(work, fit, title, original_title, shown):
    told = dataclasses.replace(work, title=title, original_title=original_title)
    found = Recommendations(told, [], Filters(), DiversitySettings(), [SimilarWork(told, 1.0, 0.5, [])])
    head = [f"If you liked {title} (1999)", "Copy link"]
    assert Reader(similar.similar(found, NOBODY, EN)).texts[: len([*head, *shown])] == [*head, *shown]
    assert Reader(verdict.verdict(dataclasses.replace(fit, work=told), EN)).texts[: len(shown)] == shown


@pytest.mark.parametrize(
    ("maturity", "language", "told"),
    [
        ("pg", "en", "1999 · 136 min · 7+"),
        ("tv-ma", "pt", "1999 · 136 min · 18+"),
        ("g", "en", "1999 · 136 min · All ages"),
        ("livre", "es", "1999 · 136 min"),  # no place on the scale: spellings were united when it was read
        ("tv-y", "es", "1999 · 136 min · Todo público"),
        ("all", "pt", "1999 · 136 min · Livre"),
        ("nr", "en", "1999 · 136 min"),
        (None, "en", "1999 · 136 min"),
    ],
)
def test_for_which_age_a_work_is_stands_on_one_scale_in_the_visitor_s_words(work, maturity, language, told):
    film = dataclasses.replace(work, maturity=maturity, duration_type="min")
    assert cards.facts(film, words(language)) == told


@pytest.mark.parametrize(
    ("certification", "level", "told"),
    [("B15", "16+", "B15"), ("14", "16+", "14+"), ("TV-Y7-FV", "7+", "7+"), ("All", "all", "Todo público")],
)
def test_a_country_s_certification_stands_as_it_is_written_there_where_that_is_short(work, certification, level, told):
    film = dataclasses.replace(work, maturity=level, certification=certification, duration_type="min")
    assert cards.facts(film, words("es")) == f"1999 · 136 min · {told}"


def test_who_must_be_named_stands_beside_the_services_and_under_the_title_s_own_view(work, fit):
    offers = [dataclasses.replace(work.offers[0], attribution="JustWatch"), work.offers[1]]
    told = dataclasses.replace(work, offers=offers, attribution=["TMDB", "JustWatch", "TVmaze (CC BY-SA 4.0)"])
    mexico, spain, states = (Reader(cards.watch(told, words("es"), country)).texts for country in ("MX", "ES", "US"))
    assert mexico == ["Netflix", "vía JustWatch"]
    assert spain == ["En Netflix en Brasil y México", "En Disney+ en Estados Unidos · vía JustWatch"]
    assert states == ["Disney+"]  # whose offer is from elsewhere
    data = "Datos: TMDB, JustWatch y TVmaze (CC BY-SA 4.0)"
    assert Reader(verdict.verdict(dataclasses.replace(fit, work=told), words("es"))).texts[-1] == data
    found = Recommendations(told, [], Filters(), DiversitySettings(), [SimilarWork(told, 1.0, 0.5, [])])
    assert Reader(similar.similar(found, NOBODY, words("es"))).texts[-1] == data
    assert "Datos:" not in verdict.verdict(fit, words("es"))


def test_a_picture_lies_over_the_pattern_and_says_nothing(work):
    address = "https://pictures.example/w342/up.jpg"
    up = dataclasses.replace(work, title="Up", picture=address)
    drawn, shown = (cards.card(one, EN, "") for one in (dataclasses.replace(up, picture=None), up))
    picture = f'<img src="{address}" alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer">'
    assert shown.replace(picture, "") == drawn
    assert shown.index(picture) < shown.index("<h3>")


def test_the_address_of_a_picture_is_no_markup(work):
    read = Reader(cards.card(dataclasses.replace(work, picture=NASTY), EN, ""))
    assert read.attributes["src"] == [NASTY]
    assert set(read.attributes) <= ATTRIBUTES | SPOKEN
    assert read.attributes["alt"] == [""]


def test_what_the_visitor_said_of_a_title_is_pressed(work):
    known = dataclasses.replace(work, work_id="up-2009-movie")
    pressed = Reader(cards.feedback(known, Visitor(less=["up-2009-movie"]), EN)).attributes["aria-pressed"]
    assert pressed[:5] == ["false", "false", "true", "false", "false"]  # their stars, more, less, seen, some day


@pytest.mark.parametrize(
    ("liking", "told"),
    [
        (0.92, "92% · you'll like it"),
        (0.55, "55% · you may like it"),
        (0.4, "40% · hit or miss"),
        (0.1, "10% · maybe not"),
    ],
)
def test_a_chance_is_a_number_and_a_word(liking, told):
    assert cards.chance(liking, EN) == told


def test_where_nothing_is_found_something_else_stands(work):
    assert "<p>instead" in similar.similar(
        Recommendations(work, [], Filters(), DiversitySettings(), []), NOBODY, EN, instead="<p>instead</p>"
    )
    nothing = lists.of_one(ForUser(None, 3, Filters(), DiversitySettings(), []), EN)
    assert "<p>instead" in for_you.for_you(nothing, NOBODY, EN, instead="<p>instead</p>")


def read(markup):
    return " ".join(Reader(markup).texts)


def test_a_watched_title_among_the_reasons_has_no_stars(fit):
    watched = dataclasses.replace(fit, reasons=[Reason("Up", 2009, None, 0.125, "watched")])
    for language, said in (("en", "watched"), ("es", "visto"), ("pt", "assistido")):
        assert f"Up (2009) {said} +0" in read(verdict.verdict(watched, words(language)))


def test_a_fit_says_chance_stars_habit_and_why(fit):
    text = read(verdict.verdict(dataclasses.replace(fit, reasons=[Reason("Up", 2009, 1.0, -0.125)]), EN))
    assert "Worth your evening: 46% chance you'll like it" in text
    assert "3.7 of 5 stars expected; in 80% of cases you would give it 2.5 to 4.9." in text
    assert "You like 35% of what you rate." in text
    assert "You rated it 4.0 yourself." in text
    assert "What people give on average 3.50 How you rate, beside others +0.10 How this title is liked -0.20" in text
    assert "How it meets your taste +0.30 Expected 3.70" in text
    assert "From 10 ratings of yours and 2,000 ratings of this title. Recommended from a chance of 35% on." in text
    assert text.endswith("Your ratings that moved it most Title You gave Stars it adds Up (2009) 1.0 -0.12")
    assert "Nobody" not in text
    assert "people in general" not in text


def test_a_title_that_nobody_rated_says_so(fit):
    alone = dataclasses.replace(fit, recommended=False, user_ratings=1, title_ratings=0, rated=None)
    text = read(verdict.verdict(alone, EN))
    assert "Probably not for you: 46% chance" in text
    assert "Nobody has rated it yet" in text
    assert "From 1 rating of yours and 0 ratings of this title." in text
    assert "yourself" not in text


def test_without_ratings_it_holds_for_people_in_general(fit):
    text = read(verdict.verdict(dataclasses.replace(fit, user_id=None, user_ratings=0, reasons=[], rated=None), EN))
    assert "This holds for people in general: rate a few titles to make it yours." in text
    assert "People like 35% of what they rate." in text
    assert "How you rate" not in text
    assert "moved it most" not in text
    assert "of yours" not in text


def test_a_list_for_a_person_or_for_anybody(work):
    films = [dataclasses.replace(work, title="Up"), dataclasses.replace(work, title="Alien", offers=[])]
    reasons = [Reason("Jaws", 1975, 5.0, 0.2), Reason("Fargo", 1996, 4.5, 0.1)]
    results = [PredictedWork(film, 4.2, 3.1, 5.0, 0.614, n, reasons[: 2 * n]) for n, film in enumerate(films)]
    listed = lists.of_one(ForUser(None, 1, Filters(), DiversitySettings(0.5), results), EN)
    text = read(for_you.for_you(listed, NOBODY, EN))
    assert text.startswith(
        "For you What you are likeliest to choose and to like, from 1 rating of yours. Up 1999 · 136 min"
    )
    assert "61% · you may like it ★ 4.2 (3.1 to 5.0) No ratings yet ★ ★ ★ ★ ★ Alien 1999" in text
    assert "61% · you may like it ★ 4.2 (3.1 to 5.0) Because of Jaws and Fargo ★ ★ ★ ★ ★" in text
    popular = lists.of_one(ForUser(None, 0, Filters(), DiversitySettings(), results), EN)
    anybody = read(for_you.for_you(popular, NOBODY, EN))
    assert anybody.startswith("For you What most people watch. Rate a few titles, and the list becomes yours. Up 1999")


def test_columns_of_numbers_stand_to_the_right():
    markup = html.table(("file", "bytes", "mixed"), [("a", "1,234", 1), ("b", "+0.5", "x"), ("c", "1.234,5", 2)])
    assert markup.count('class="number"') == 4
    assert '<th scope="col" class="number">bytes</th>' in markup
    assert (
        html.table(("a",), [])
        == '<table><thead><tr><th scope="col" class="number">a</th></tr></thead><tbody></tbody></table>'
    )


def test_what_two_works_share_is_told_by_name_before_what_most_share(work):
    shared = [
        SharedFeature("liked together", "", 0.5, 0.5),
        SharedFeature("votes", "", 0.2, 0.2),
        SharedFeature("genre", "animation", 0.1, 0.1),
        SharedFeature("saga", "toy story", 0.05, 0.05),
        SharedFeature("director", "John Lasseter", -0.05, -0.05),
    ]

    def told(features):
        found = Recommendations(work, [], Filters(), DiversitySettings(), [SimilarWork(work, 1.0, 0.5, features)])
        return re.findall('butaca-why" title="([^"]*)"', similar.similar(found, Visitor(), EN))

    assert told(shared) == ["Because: the same saga, Animation, and people who like both"]
    assert told(shared[1:3]) == ["Because: Animation"]
    assert told(shared[1:2]) == ["Because: how well known they are"]
    assert told([SharedFeature("country", "united states", 0.1, 0.1)]) == ["Because: United States"]
    cast, keyword = SharedFeature("cast", "Tom Hanks", 0.02, 0.02), SharedFeature("keyword", "toys", 0.01, 0.01)
    country = SharedFeature("country", "united states", 0.3, 0.3)
    assert told([country, shared[2], cast, keyword]) == ["Because: Tom Hanks, toys, and Animation"]
    # That descriptions mean the same, and that people like both, is told where it is much of what makes them alike.
    alike, little = SharedFeature("description", "", 0.15, 0.15), SharedFeature("description", "", 0.14, 0.14)
    assert told([alike, shared[2], cast, keyword]) == ["Because: Tom Hanks, toys, and what they are about"]
    assert told([little, shared[2], cast, keyword]) == ["Because: Tom Hanks, toys, and Animation"]
    assert told([shared[0], alike, cast, keyword]) == [
        "Because: Tom Hanks, what they are about, and people who like both"
    ]
    assert told([SharedFeature("liked together", "", 0.14, 0.14), cast]) == ["Because: Tom Hanks"]
    # A word that both descriptions use tells nobody anything.
    assert told([SharedFeature("description", "toys", 0.5, 0.5), cast]) == ["Because: Tom Hanks"]
    # What sets them apart is no reason, even where there is no other.
    assert told([SharedFeature("type", "", -0.1, 0.0)]) == told([]) == []


@pytest.mark.parametrize(
    ("chance", "told", "bar"),
    [
        (0.99, "Very much alike", "99%"),
        (0.6, "Very much alike", "60%"),
        (0.59, "Alike", "59%"),
        (0.3, "Alike", "30%"),
        (0.29, "Somewhat alike", "29%"),
        (0.0, "Somewhat alike", "0%"),
    ],
)
def test_how_alike_works_are_is_the_chance_that_people_say_so(work, chance, told, bar):
    found = Recommendations(
        work, [], Filters(), DiversitySettings(), [SimilarWork(work, -0.5, chance, [SharedFeature("cast", "Ed", 1, 1)])]
    )
    markup = similar.similar(found, NOBODY, EN)
    assert told in Reader(markup).texts
    assert re.findall(r"width: ?([0-9.]+%)", markup) == [bar]
