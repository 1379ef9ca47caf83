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
    """How well a title suits a person."""
    user, own = _who_inputs(service)
    title = title_input(service)
    find = gr.Button("Will I like it?", variant="primary")
    answer = gr.HTML(html.empty("Say who you are and choose a title: you get your chance of liking it, and why."))
    ask = shown(lambda user, own, title: html.fit(service.fit(user, title, own)))
    _on(find, ask, [user, own, title], answer)


def for_you_tab(service: Service) -> None:
    """The best unseen titles for a person."""
    user, own = _who_inputs(service)
    filters = filter_inputs(service)
    variety = gr.Slider(0, 1, value=0, step=0.1, label="Variety", info="0: the best first; 1: as varied as can be")
    find = gr.Button("What shall I watch?", variant="primary")
    answer = gr.HTML(
        html.empty("Say who you are: you get the unseen titles that you are likeliest to choose and like.")
    )

    ask = shown(lambda user, *rest: html.for_user(service.for_user(user, FOR_YOU_RESULTS, *rest)))
    _on(find, ask, [user, *filters, own, variety], answer)


def _who_inputs(service: Service) -> tuple[gr.Dropdown, gr.Textbox]:
    """Who asks: somebody whose ratings the models know, or anybody who rates a few titles, or both."""
    examples = service.example_users()
    user = gr.Dropdown(
        label="User",
        info="One of the people whose ratings the models learned from; leave it empty to be yourself",
        choices=examples,
        value=examples[0] if examples else None,
        allow_custom_value=True,
    )
    titles = [work.title for work in service.popular(2)]
    with gr.Accordion("Your own ratings", open=False):
        own = gr.Textbox(
            label="Ratings",
            info="A title and its stars on each line, 0.5 to 5",
            placeholder="\n".join(f"{title}={stars}" for title, stars in zip(titles, ("5", "3.5"), strict=False)),
            lines=4,
        )
    return user, own


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
