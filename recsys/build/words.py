"""The words of texts, as terms of models."""

from collections.abc import Iterable

import numpy as np

from recsys.build.columns import Terms
from recsys.text import fold


def words(texts: Iterable[str]) -> Terms:
    """The words of each text: folded, of two letters or more, without those that tell no story apart."""
    values: list[str] = []
    ends = [0]
    known: dict[str, str] = {}  # one object for equal words: there are millions, of some ten thousand
    for text in texts:
        values += [
            known.setdefault(word, word) for word in fold(text).split() if len(word) > 1 and word not in _STOP_WORDS
        ]
        ends.append(len(values))
    return Terms(np.array(ends, dtype=np.int64), values)


# Words that tell no story apart, contractions among them as `fold` leaves them; most descriptions are in English. What
# could be another word (hell, shell, well, ill, its) is in its own right or not at all.
_STOP_WORDS = frozenset(
    """about above after again against all also am among an and another any are around as at back be became because
    become becomes been before begins behind being below best between both but by can cannot comes could day days did
    do does doing down during each even ever every few film finds first follow follows for from further get gets go
    goes had has have having he her here hers herself him himself his how if in including into is it its itself just
    know last life like lives long make makes man many may me men more most movie much must my myself never new no nor
    not now of off old on once one only or other our out over own part people same season see series set she should
    show since so some something star stars still story such take takes tell tells than that the their them themselves
    then there these they this those three through time to together too tries try trying turns two under until up upon
    us very was way we well were what when where which while who whom whose why will with within without woman women
    world would year years yet you young your
    aint arent cant couldnt didnt doesnt dont hadnt hasnt havent hes im isnt itll ive lets shes shouldnt thats theres
    theyll theyre theyve wasnt werent weve whats wheres whos wont wouldnt youd youll youre youve""".split()
)
