"""Every error that Butaca raises on purpose.

    RecsysError
    ├── SettingsError            an environment variable or option cannot be used
    ├── DataError                a raw file cannot be read
    ├── UnreadableError          a file does not hold what it must; whoever reads it says which file that is
    ├── BundleError              a bundle is missing, damaged or of another format
    ├── HubError                 the Hugging Face Hub did not do or give what it was asked for
    ├── FetchError               raw data cannot be had from where it is published
    ├── BusyError                somebody else works on the folder
    ├── DatabaseError            a database cannot be reached, or must not be written to
    ├── TrackingError            a build was not logged to MLflow
    ├── EncoderError             a sentence encoder cannot be had
    └── RequestError             a question cannot be answered as it was asked
        ├── InvalidValueError    the value breaks a rule       (HTTP 422)
        └── NotFoundError        nothing goes by that name     (HTTP 404)

A message says three things in this order: the rule that was broken, the value that broke it, what to do.
"""

from collections.abc import Sequence

SHOWN_CHARACTERS = 80


class RecsysError(Exception):
    """The root: everything below can be shown to a person as it is."""


class SettingsError(RecsysError):
    """An environment variable or an option cannot be used."""


class DataError(RecsysError):
    """A raw file cannot be read: which file, what was expected, what was found."""


class UnreadableError(RecsysError):
    """A file, or an array or a table of one, does not hold what it must: what was expected, what was found."""


class BundleError(RecsysError):
    """A bundle is missing, damaged, or written in a format that this version does not read."""


class HubError(RecsysError):
    """The Hugging Face Hub did not do or give what it was asked for: what, why, and the remedy."""


class FetchError(RecsysError):
    """Raw data cannot be had from where it is published, or are not what was to be had."""


class BusyError(RecsysError):
    """Somebody else works on the folder now: who, and since when."""


class DatabaseError(RecsysError):
    """A database cannot be reached, refuses something, or holds what must not be replaced."""


class TrackingError(RecsysError):
    """A build was not logged to MLflow: where to, and why. The bundle is not touched by it."""


class EncoderError(RecsysError):
    """A sentence encoder cannot be had: what is missing, and the remedy. A build goes on without."""


class RequestError(RecsysError):
    """A question cannot be answered as it was asked."""


class InvalidValueError(RequestError):
    """A value breaks a rule. `parameter` names it, so that a form can point at the field; `value` is how to show it."""

    def __init__(self, parameter: str, rule: str, value: object, remedy: str = "") -> None:
        self.parameter, self.value = parameter, shown(value)
        super().__init__(f"{rule}, got {self.value}.{' ' + remedy if remedy else ''}")


class NotFoundError(RequestError):
    """Nothing goes by that name. `suggestions` holds the nearest names, best first; `examples` are any that exist."""

    def __init__(
        self,
        parameter: str,
        rule: str,
        value: object,
        *,
        suggestions: Sequence[str] = (),
        examples: Sequence[str] = (),
    ) -> None:
        self.parameter, self.value = parameter, shown(value)
        self.suggestions, self.examples = list(suggestions), list(examples)
        remedy = ""
        if suggestions:
            remedy = f" Did you mean {_listed(suggestions)}?"
        elif examples:
            remedy = f" There are, for example, {_listed(examples)}."
        super().__init__(f"{rule}: {self.value}.{remedy}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"«{name}»" for name in names)


def shown(value: object) -> str:
    """The value as a message quotes it: on one line, cut where it is long."""
    text = value if isinstance(value, str) else _repr(value)
    text = text.encode(errors="backslashreplace").decode()  # half a character (a surrogate) goes into no answer
    if len(text) > SHOWN_CHARACTERS:
        text = f"{text[:SHOWN_CHARACTERS]}… ({len(text):,} characters)"
    return f"«{' '.join(text.split())}»" if isinstance(value, str) else " ".join(text.split())


def _repr(value: object) -> str:
    try:
        return repr(value)
    except RecursionError:
        return f"a {type(value).__name__} of too many levels"
