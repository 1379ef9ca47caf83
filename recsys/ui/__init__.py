"""Answers to screens: the page, its tabs and cards, and the named endpoints of the Gradio API.

How a tab is made (`fit.py` is a short one): a module with `<name>_tab(live)`, called in `page.py` inside a `gr.Tab`.

- Words: none in the code. Each text is a key of `languages/{en,es,pt}.json`; `mark(key)` where a component is made,
  `visit.words(key, name=value)` where an event answers; numbers, dates and lists by `words.number(…)` and the like.
- The bundle: never kept. `live.part(gr.HTML, tell, …)` is a component that `tell(visit)` fills when the page is loaded;
  `live.on([button.click], answer, inputs, output)` shows the HTML that `answer(visit, *values)` returns, or the error
  that it raises. `visit.ask(name, …)` gives any public answer, `visit.service` what is not one, `visit.visitor` whoever
  looks.
- HTML: by the functions of `html.py` and `cards.py`, or with `html.escape` at each place where text is put into markup.
- Charts: by `charts.py`, drawn of HTML and SVG, each with its numbers in text; `charts.css` gives their colours.
- What is pressed inside HTML: `html.act(name, label, …)`, and what that does in `visitor.js`.
- Tests: `tests/ui/test_html.py` tries every maker of markup with nasty text, `test_languages.py` finds texts that are
  missing or stand in the code, `test_page.py` opens each tab.
"""
