"""What two works share, in words."""

from collections.abc import Sequence

from recsys.serving.recommend.similar import SharedFeature

REASONS = 2
# By the field's name; of a field that is not here its name goes before the value.
_SAID = {
    "title": "«{}» in the title",
    "description": "«{}» in the description",
    "director": "directed by {}",
    "cast": "with {}",
    "person": "with {}",
    "country": "from {}",
    "company": "made by {}",
    "collection": "of the {}",
    "keyword": "about {}",
}
_LIKED = "liked by the same people"
_THE_REST = "other"  # what the answer puts together as too little to name


def in_words(shared: Sequence[SharedFeature]) -> list[str]:
    """The first REASONS of an answer's features that speak for the work, largest first."""
    speaking = (feature for feature in shared if feature.part > 0 and feature.field != _THE_REST)
    return [_said(feature) for feature, _ in zip(speaking, range(REASONS), strict=False)]


def _said(feature: SharedFeature) -> str:
    if feature.by_people:
        return _LIKED
    if not feature.value:
        return f"alike by {feature.field}"
    return _SAID.get(feature.field, f"{feature.field} {{}}").format(feature.value)
