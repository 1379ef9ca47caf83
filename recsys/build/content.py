"""What works have in common by what is known of them."""

from recsys.build.item_features import ItemFeatures
from recsys.models.content.model import ContentModel


def fit_content(item_features: ItemFeatures) -> ContentModel:
    """The content model of all works."""
    return ContentModel.fit(item_features.documents)
