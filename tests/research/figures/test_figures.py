"""Every figure says what it shows; what stands in it is where the numbers say."""

from io import BytesIO
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PIL import Image

from recsys.build.evaluation.calibration import Calibration
from recsys.bundle.bundle import load_bundle
from recsys.domain.services import SERVICES
from recsys.research.factors import FactorScore
from recsys.research.figures.canvas import PALETTE, chart, style
from recsys.research.figures.films import quartiles
from recsys.research.figures.models import by_ratings_given, error_bars, factor_curve, histogram, reliability, shares
from recsys.research.figures.ratings import activity_bars, concentration, shrunk_means, stars_bars
from recsys.research.figures.titles import share_table, stacked
from recsys.research.figures.words import word_bars, word_cloud
from recsys.serving.explore import films, ratings
from recsys.serving.explore.ratings import Activity, Stars
from recsys.serving.explore.titles import Breakdown
from recsys.serving.explore.words import WordCount
from recsys.serving.recommend.similar import SharedFeature, SimilarWork
from recsys.serving.service import Service

KINDS = Breakdown(["movie", "tv show"], {"hulu": [3, 1], "netflix": [2, 5]}, {"hulu": 4, "netflix": 7})
LENGTHS = Breakdown([0, 10, 20], {"disney": [1, 0, 4]}, {"disney": 5})
USERS = Activity(3, 8, 1, 2.0, 8 / 3, 5, 2 / 3, [0.0, 0.7, 1.0], [1, 2, 4], [1, 1, 1])
BINS = [{"low": 0.2, "high": 0.3, "size": 10, "predicted": 0.25, "observed": 0.5}]
DOUBTS = Calibration(0.8, 0.79, 1.5, 4.0, 0.2, 0.25, 0.02, BINS)
SCORES = [FactorScore(1, [0.9, 1.0]), FactorScore(5, [0.8, 0.9]), FactorScore(20, [0.85, 0.95])]
WORDS = [WordCount("love", 4), WordCount("star", 3), WordCount("war", 1)]
EVERY = {
    "stacked": lambda: stacked(KINDS, "Titles", "kind"),
    "share_table": lambda: share_table(KINDS, "Titles", "kind"),
    "stars": lambda: stars_bars(Stars([0.5, 1.0], [1, 3], 0.875)),
    "activity": lambda: activity_bars(USERS, "users"),
    "concentration": lambda: concentration(USERS, USERS),
    "cloud": lambda: word_cloud(WORDS, "Words"),
    "bars": lambda: word_bars(WORDS, "Words"),
    "factors": lambda: factor_curve(SCORES, 1.0, "biases"),
    "errors": lambda: error_bars({"a": 1.0, "b": 0.5}, "Errors", ["b"]),
    "reliability": lambda: reliability(DOUBTS),
    "newcomers": lambda: by_ratings_given({"a": {1: 1.0, 3: 0.9}, "b": {3: 0.8}}, "Newcomers"),
    "histogram": lambda: histogram([0.1, 0.2, 0.2], "Nearest", "similarity", "works"),
}


def bars(figure) -> list[Any]:
    """The bars of a figure."""
    return list(figure.axes[0].patches)


@pytest.mark.parametrize("name", EVERY)
def test_it_has_a_title_and_named_axes_and_is_a_small_picture(name):
    figure = EVERY[name]()
    (axes, *_) = figure.axes
    assert axes.get_title()
    if name != "cloud":  # which has no axes; the bars of the same words have them
        assert axes.get_xlabel()
        assert axes.get_ylabel()
    png, metadata = figure._repr_png_()
    with Image.open(BytesIO(png)) as picture:
        assert 300 < picture.width <= 720
        assert "Software" not in picture.info
    assert len(png) < 50_000
    assert axes.get_title() in metadata["alt"]
    assert axes.get_xlabel() in metadata["alt"]
    assert EVERY[name]()._repr_png_()[0] == png


def test_colours_are_told_apart_by_brightness_or_hue_of_their_own():
    assert len(set(PALETTE)) == len(PALETTE) == 8
    # More services than colours: the same colour again is hatched.
    assert len({style(number) for number in range(32)}) == 32
    assert [style(number)[0] for number in (0, 8)] == [PALETTE[0]] * 2


def test_services_stand_on_one_another():
    found = bars(stacked(KINDS, "", ""))
    assert [(bar.get_y(), bar.get_height()) for bar in found] == [(0, 3), (0, 1), (3, 2), (1, 5)]
    legend = stacked(KINDS, "", "").axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["Hulu", "Netflix"]


def test_a_step_of_ten_minutes_stands_between_its_ends():
    spans = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars(stacked(LENGTHS, "", ""))]
    for start, (left, right) in zip((0, 10, 20), spans, strict=True):
        assert start < left < right < start + 10


def test_years_stand_at_their_places():
    years = Breakdown([1999, 2000, 2001], {"disney": [1, 0, 4]}, {"disney": 5})
    middles = [bar.get_x() + bar.get_width() / 2 for bar in bars(stacked(years, "", ""))]
    assert middles == pytest.approx([1999, 2000, 2001])


def test_shares_are_written_into_the_table():
    texts = [text.get_text() for text in share_table(KINDS, "", "").axes[0].texts]
    assert texts == ["75%", "29%", "25%", "71%"]


def test_names_of_all_services_have_room():
    every = [service.id for service in SERVICES]
    found = Breakdown(["movie"], {name: [1] for name in every}, dict.fromkeys(every, 1))
    table, chart_ = share_table(found, "Titles", "kind"), stacked(found, "Titles", "kind")
    table.canvas.draw()
    boxes = [label.get_window_extent() for label in table.axes[0].get_xticklabels()]
    assert len(boxes) == len(every)
    assert all(one.x1 < other.x0 for one, other in pairwise(boxes))
    chart_.canvas.draw()
    (axes,) = chart_.axes
    legend = axes.get_legend()
    assert legend is not None
    assert legend.get_window_extent().x0 >= axes.get_window_extent().x1


def test_the_mark_of_most_ratings():
    (axes, *_) = concentration(USERS, USERS).axes
    marks = [line for line in axes.lines if line.get_marker() == "o"]
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in marks] == [(2 / 3, 0.8)] * 2  # type: ignore[index]


def test_the_best_number_of_factors_is_marked():
    legend = factor_curve(SCORES, 1.0, "biases").axes[0].get_legend()
    assert legend is not None
    assert "best: 5 factors" in [text.get_text() for text in legend.get_texts()]


def test_methods_worst_on_top():
    (axes, *_) = error_bars({"a": 1.0, "b": 0.5}, "", ["b"]).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["b", "a"]
    first, second = axes.patches
    assert first.get_facecolor() != second.get_facecolor()


def test_a_method_that_misses_a_place_has_no_point_there():
    first, second = by_ratings_given({"a": {1: 1.0, 3: 0.9}, "b": {3: 0.8}}, "").axes[0].lines
    assert (list(first.get_xdata()), list(second.get_xdata())) == ([0, 1], [1])  # type: ignore[arg-type]


def test_parts_of_a_similarity_add_up_to_the_bar(sample_bundle):
    service = Service(load_bundle(sample_bundle))
    (found,) = service.recommend("The Matrix", k=1).results
    parts = [("genre", 0.5), ("cast", 0.25), ("year", -0.125), *((f"field {n}", 0.01) for n in range(9))]
    result = SimilarWork(
        found.work, 0.715, 0.5, [SharedFeature(field, "x", part, part / 0.715) for field, part in parts]
    )
    figure = shares([result, found], "Why")
    widths = [bar.get_width() for bar in bars(figure) if bar.get_y() > 0.5]  # the first result is on top
    assert sum(widths) == pytest.approx(0.715)
    assert sum(width for width in widths if width < 0) == pytest.approx(-0.125)
    legend = figure.axes[0].get_legend()
    assert legend is not None
    names = [text.get_text() for text in legend.get_texts()]
    assert len(names) == len(set(names)) <= len(PALETTE)
    assert "other fields" in names


def test_the_sample_is_drawn(sample_bundle):
    tables = Service(load_bundle(sample_bundle)).explorer.among()
    best = ratings.best_rated(tables.works, tables.ratings, 5)
    (axes, *_) = shrunk_means(best).axes
    assert axes.get_yticklabels()[0].get_text() == f"{best[0].title} ({best[0].ratings})"
    money = films.money_by_genre(tables.movies, 4)
    (axes, *_) = quartiles(money, "Return", "revenue / budget", "genre", logarithmic=True, mark=1.0).axes
    dots = next(line for line in axes.lines if line.get_marker() == "o")
    assert np.allclose(np.asarray(dots.get_xdata()), [group.median for group in money])
    assert axes.get_xscale() == "log"


def test_nothing_to_draw_is_an_empty_figure():
    nothing = Breakdown(["movie", "tv show"], {}, {})
    assert bars(stacked(nothing, "Titles", "kind")) == []
    no_groups = Breakdown([], {}, {})
    for figure in (
        stacked(nothing, "", ""),
        stacked(no_groups, "", ""),
        share_table(nothing, "", ""),
        share_table(no_groups, "", ""),
        quartiles([], "", "", "", logarithmic=True, mark=1.0),
        shrunk_means([]),
    ):
        assert figure._repr_png_()[0]


def test_an_empty_chart_can_be_shown():
    figure, _ = chart("Title", "across", "up")
    assert figure.alt == "Title (across: across; up: up)"
