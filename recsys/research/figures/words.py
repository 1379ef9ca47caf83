"""Words of titles in figures: a cloud, and the same words as bars for who cannot read the cloud."""

from collections.abc import Sequence

import numpy as np

from recsys.research.figures.canvas import BLUE, PALETTE, Chart, chart
from recsys.serving.explore.words import WordCount

_DARK = PALETTE[:4]  # readable on white


def word_cloud(words: Sequence[WordCount], title: str, seed: int = 0) -> Chart:
    """Each word in the size of how many works have it in their title. There must be a word."""
    from wordcloud import WordCloud  # of the extra `notebooks`

    # A number of its own for each word, so that the colour does not depend on how the cloud was laid out.
    colour_of = {one.word: _DARK[number % len(_DARK)] for number, one in enumerate(words)}
    cloud = WordCloud(
        width=640,
        height=280,
        background_color="white",
        random_state=seed,
        prefer_horizontal=1.0,
        color_func=lambda word, **_: colour_of[word],
    ).generate_from_frequencies({one.word: one.works for one in words})
    figure, axes = chart(title, "", "")
    axes.imshow(np.asarray(cloud.to_array()))
    axes.set_axis_off()
    return figure


def word_bars(words: Sequence[WordCount], title: str) -> Chart:
    """The words in their order, first on top, and how many works have each in their title."""
    figure, axes = chart(title, "works with the word in their title", "word", (7.2, 1.2 + 0.2 * len(words)))
    places = np.arange(len(words))[::-1]
    axes.barh(places, [one.works for one in words], 0.8, color=BLUE)
    axes.set_yticks(places, [one.word for one in words], fontsize=8)
    axes.set_ylim(-0.6, len(words) - 0.4)
    return figure
