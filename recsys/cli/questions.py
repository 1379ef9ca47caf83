"""The command that measures how questions in everyday words are understood, over the served bundle."""

from dataclasses import dataclass

from recsys.cli.ask import served
from recsys.cli.console import console
from recsys.cli.output import Json, show
from recsys.research.questions import SETS, Understanding, understanding
from recsys.serving.questions.facts import CatalogueFacts


@dataclass(frozen=True)
class QuestionsReport:
    """How many questions are understood exactly, by set and language."""

    sets: list[Understanding]


def questions(as_json: Json = False) -> None:
    """Measure how many of the written questions are understood exactly."""
    service = served()
    facts = CatalogueFacts(service.catalogue, service.filters)
    show(QuestionsReport([one for name in SETS for one in understanding(name, facts)]), show_questions, as_json)


def show_questions(report: QuestionsReport) -> None:
    """A line for each set and language, and below it what was misread of those that lexicons may be mended by."""
    for one in report.sets:
        right = one.questions - len(one.misread)
        console.print(f"{one.set} {one.language}: {right} of {one.questions} understood exactly ({one.exact:.0%})")
        # Whoever reads what is misread of the others will mend it, and they say no more how new ones fare.
        for misread in one.misread if one.set == SETS[0] else ():
            console.print(f"  {misread.text}: missing {misread.missing}, wrong {misread.wrong}")
