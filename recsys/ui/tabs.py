"""The tabs: each a question, its inputs, and its answer."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from recsys.errors import RequestError
from recsys.serving.service import Service
from recsys.ui import html
from recsys.ui.inputs import filter_inputs, title_input
from recsys.ui.live import Live

SIMILAR_RESULTS, FOR_YOU_RESULTS = 12, 12


def similar_tab(live: Live) -> None:
    """Titles like one."""
    title = title_input(live)
    filters = filter_inputs(live)
    find = gr.Button("Find titles like it", variant="primary")
    answer = live.part(gr.HTML, _what_similar_is_for)

    def ask(title: str, *limits: object) -> str:
        return html.similar(live.ask("recommend", title=title, k=SIMILAR_RESULTS, **filters.named(limits)))

    _on(find, shown(ask), [title, *filters], answer)


def fit_tab(live: Live) -> None:
    """How well a title suits a person."""
    user, own = _who_inputs(live)
    title = title_input(live)
    find = gr.Button("Will I like it?", variant="primary")
    answer = gr.HTML(html.empty("Say who you are and choose a title: you get your chance of liking it, and why."))
    ask = shown(lambda user, own, title: html.fit(live.ask("fit", user_id=user, title=title, ratings=own)))
    _on(find, ask, [user, own, title], answer)


def for_you_tab(live: Live) -> None:
    """The best unseen titles for a person."""
    user, own = _who_inputs(live)
    filters = filter_inputs(live)
    variety = gr.Slider(0, 1, value=0, step=0.1, label="Variety", info="0: the best first; 1: as varied as can be")
    find = gr.Button("What shall I watch?", variant="primary")
    answer = gr.HTML(
        html.empty("Say who you are: you get the unseen titles that you are likeliest to choose and like.")
    )

    def ask(user: str, own: str, variety: float, *limits: object) -> str:
        who = {"user_id": user, "ratings": own, "diversity": variety}
        return html.for_user(live.ask("for_user", k=FOR_YOU_RESULTS, **who, **filters.named(limits)))

    _on(find, shown(ask), [user, own, variety, *filters], answer)


def _who_inputs(live: Live) -> tuple[gr.Dropdown, gr.Textbox]:
    """Who asks: somebody whose ratings the models know, or anybody who rates a few titles, or both."""
    user = live.part(
        gr.Dropdown,
        _some_users,
        label="User",
        info="One of the people whose ratings the models learned from; leave it empty to be yourself",
        allow_custom_value=True,
    )
    with gr.Accordion("Your own ratings", open=False):
        own = live.part(
            gr.Textbox, _some_ratings, label="Ratings", info="A title and its stars on each line, 0.5 to 5", lines=4
        )
    return user, own


def _what_similar_is_for(service: Service) -> dict[str, Any]:
    example = service.popular(1)[0].title
    return {"value": html.empty(f"Choose a title you liked, say {example}, and get more like it, with the reason why.")}


def _some_users(service: Service) -> dict[str, Any]:
    examples = service.example_users()
    return {"choices": examples, "value": examples[0] if examples else None}


def _some_ratings(service: Service) -> dict[str, Any]:
    titles = [work.title for work in service.popular(2)]
    return {"placeholder": "\n".join(f"{title}={stars}" for title, stars in zip(titles, ("5", "3.5"), strict=False))}


def shown(answer: Callable[..., str]) -> Callable[..., str]:
    """The answer, or what was wrong, in the place where the answer would stand."""

    def show(*values: object) -> str:
        try:
            # A field that nobody touched sends None; whoever left it empty is told so.
            return answer(*("" if value is None else value for value in values))
        except RequestError as error:
            return html.error(str(error))

    return show


def _on(button: gr.Button, ask: Callable[..., str], inputs: list[gr.Component], output: gr.HTML) -> None:
    button.click(ask, inputs, output, queue=False, show_progress="minimal", api_visibility="private")
