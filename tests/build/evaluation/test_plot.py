import xml.etree.ElementTree as ET

import pytest

from recsys.build.evaluation.plot import reliability_svg

SVG = "{http://www.w3.org/2000/svg}"
BINS = [
    {"low": 0.0, "high": 0.1, "size": 100, "predicted": 0.0, "observed": 0.0},
    {"low": 0.4, "high": 0.5, "size": 400, "predicted": 0.5, "observed": 0.25},
    {"low": 0.9, "high": 1.0, "size": 1, "predicted": 1.0, "observed": 1.0},
]


@pytest.fixture
def svg():
    return ET.fromstring(reliability_svg(BINS, 4.0))  # noqa: S314 - our own


def test_dots_stand_where_the_bins_say(svg):
    dots = [(float(dot.get("cx")), float(dot.get("cy")), float(dot.get("r"))) for dot in svg.iter(f"{SVG}circle")]
    (left, bottom, half), (middle, quarter_up, full), (right, top, smallest) = dots
    assert middle == pytest.approx((left + right) / 2)
    assert quarter_up == pytest.approx(bottom + (top - bottom) / 4)
    assert right - left == bottom - top > 100
    assert full == 2 * half > smallest > 0


def test_the_diagonal_goes_from_corner_to_corner(svg):
    (diagonal,) = (line for line in svg.iter(f"{SVG}line") if line.get("class") == "perfect")
    dots = list(svg.iter(f"{SVG}circle"))
    ends = [float(diagonal.get(name)) for name in ("x1", "y1", "x2", "y2")]
    assert ends == [float(dots[n].get(name)) for n in (0, 2) for name in ("cx", "cy")]


def test_it_is_said_in_words_too(svg):
    assert svg.get("role") == "img"
    named = {element.get("id"): element.text for element in svg if element.get("id")}
    assert svg.get("aria-labelledby").split() == list(named)
    assert named["title"] == "Reliability of the probability of liking (rating of 4 or more)"
    assert "50% predicted, 25% observed, 400 ratings; 100% predicted" in named["desc"]


def test_it_is_drawn_for_light_and_dark(svg):
    (style,) = svg.iter(f"{SVG}style")
    assert "prefers-color-scheme:dark" in style.text
    drawn = {element.get("class") for element in svg.iter() if element.get("class")}
    light, dark = style.text.split("@media")
    for name in drawn - {"perfect"}:
        assert f".{name}{{" in light
        assert f".{name}{{" in dark


def test_everything_stays_on_the_paper(svg):
    width, height = float(svg.get("width")), float(svg.get("height"))
    for dot in svg.iter(f"{SVG}circle"):
        x, y, r = (float(dot.get(name)) for name in ("cx", "cy", "r"))
        assert r <= x <= width - r
        assert r <= y <= height - r


def test_without_bins_there_are_axes_alone():
    empty = ET.fromstring(reliability_svg([], 4.0))  # noqa: S314
    assert not list(empty.iter(f"{SVG}circle"))
    assert "No rating was held out" in "".join(empty.itertext())


def test_the_same_bins_give_the_same_text():
    assert reliability_svg(BINS, 4.0) == reliability_svg(BINS, 4.0)
