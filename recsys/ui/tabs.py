"""The tabs: each a question, its inputs, and its answer."""

from collections.abc import Callable

import gradio as gr

from recsys.errors import RequestError
from recsys.serving.service import Service
from recsys.ui import html
from recsys.ui.inputs import filter_inputs, title_input

SIMILAR_RESULTS, FOR_YOU_RESULTS = 12, 12


def similar_tab(service: Service) -> None:
    """Titles like one."""
    example = service.popular(1)[0].title
    title = title_input(service)
    filters = filter_inputs(service)
    find = gr.Button("Find titles like it", variant="primary")
    answer = gr.HTML(html.empty(f"Choose a title you liked, say {example}, and get more like it, with the reason why."))
    ask = shown(lambda title, *limits: html.similar(service.recommend(title, SIMILAR_RESULTS, *limits)))
    _on(find, ask, [title, *filters], answer)


def fit_tab(service: Service) -> None:
    """How well a title suits a user."""
    user = _user_input(service)
    title = title_input(service)
    find = gr.Button("Will I like it?", variant="primary")
    answer = gr.HTML(html.empty("Choose who you are and a title: you get the stars you would give it, and why."))
    _on(find, shown(lambda user, title: html.fit(service.fit(user, title))), [user, title], answer)


def for_you_tab(service: Service) -> None:
    """The best unseen titles for a user."""
    user = _user_input(service)
    filters = filter_inputs(service)
    find = gr.Button("What shall I watch?", variant="primary")
    answer = gr.HTML(html.empty("Choose who you are: you get the unseen titles that you would rate highest."))
    ask = shown(lambda user, *limits: html.for_user(service.for_user(user, FOR_YOU_RESULTS, *limits)))
    _on(find, ask, [user, *filters], answer)


def _user_input(service: Service) -> gr.Dropdown:
    examples = service.example_users()
    return gr.Dropdown(
        label="User",
        info="One of the people whose ratings the models learned from; any user id may be typed",
        choices=examples,
        value=examples[0] if examples else None,
        allow_custom_value=True,
    )


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
