"""What works are about, in words: the text that is searched for terms, and that sentence embeddings are made of."""

import pyarrow as pa

_MAIN_LANGUAGE = "en"  # in which most descriptions are, and all words that the models know best


def descriptions(works: pa.Table) -> list[str]:
    """What each work is about: its tagline and its description in the main language, else in the first there is."""
    found = []
    of_works = works.column("descriptions").to_pylist()
    for tagline, texts in zip(works.column("tagline").to_pylist(), of_works, strict=True):
        main = next((text["text"] for text in texts if text["language"] == _MAIN_LANGUAGE), None)
        found.append(f"{tagline} {main if main is not None else texts[0]['text'] if texts else ''}".strip())
    return found
