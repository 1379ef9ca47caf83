"""Which fields decide how similar works are, by the content model."""

from dataclasses import dataclass

import numpy as np

from recsys.models.content.model import ContentModel


@dataclass(frozen=True)
class FieldShare:
    """A field: its distinct terms, the works that have one, and its share of what a work's vector is made of.

    A work's vector has the squared length Σ w_f over its fields; `share` is the field's part of that, a mean over the
    works that have terms at all.
    """

    field: str
    terms: int
    works: int
    share: float


def field_shares(content: ContentModel) -> list[FieldShare]:
    """Every field that has terms, the one with the largest share first."""
    names = np.array([term.split(":", 1)[0] for term in content.terms])
    fields, field_of = np.unique(names, return_inverse=True)
    works = np.repeat(np.arange(content.n_works), np.diff(content.row_starts))
    of_entry = field_of[content.row_terms]
    squares = content.row_weights.astype(np.float64) ** 2
    filled = max(1, len(np.unique(works)))
    lengths = np.bincount(works, squares, content.n_works)
    shares = np.bincount(of_entry, squares / lengths[works], len(fields)) / filled
    found = [
        FieldShare(
            str(field),
            int((field_of == number).sum()),
            len(np.unique(works[of_entry == number])),
            float(shares[number]),
        )
        for number, field in enumerate(fields)
    ]
    return sorted(found, key=lambda one: -one.share)
