// Drawn anew after each change: what was open stays open, and whoever used the keyboard stays where they were.
let open = false, focused = null, invited = null, shared = "";
const language = document.documentElement.lang.slice(0, 2);
const mark = one => one?.matches?.("[data-new-person]") ? "[data-new-person]"
  : one?.dataset?.act ? `[data-act="${one.dataset.act}"][data-person="${one.dataset.person ?? ""}"]`
  : one?.dataset?.change ? `[data-change="${one.dataset.change}"]` : null;
const fill = (selector, markup) => {
  const place = element.querySelector(selector);
  if (place) place.innerHTML = markup;
};
element.addEventListener("toggle", ({target}) => { if (target.matches("[data-people]")) open = target.open; }, true);
element.addEventListener("click", ({target}) => { focused = mark(target); });
element.addEventListener("keydown", event => {
  if (event.key === "Enter" && event.target.matches("[data-new-person]"))
    element.querySelector("[data-act=person-add]").click();
});
watch("value", () => {
  const details = element.querySelector("[data-people]");
  if (details) details.open = open;
  fill(".butaca-shared", shared);
  fill(".butaca-invited", invited?.markup ?? "");
  if (focused && document.activeElement === document.body) element.querySelector(focused)?.focus({preventScroll: true});
  focused = null;
});
// A link carries somebody's ratings behind its «#», which browsers keep to themselves.
element.addEventListener("click", async ({target}) => {
  const pressed = target.closest("[data-act]");
  if (pressed?.dataset.act === "share") {
    const address = `${location.origin}${location.pathname}`, person = window.butaca.person(pressed.dataset.person);
    shared = await server.share({person, address, language});
    fill(".butaca-shared", shared);
  } else if (pressed?.dataset.act === "accept") {
    const {name, ratings} = invited;
    invited = null;
    window.butaca.join({name, ratings});
  } else if (pressed?.dataset.act === "decline") {
    invited = null;
    fill(".butaca-invited", "");
  }
});
const code = /^#join=(.+)$/.exec(location.hash)?.[1];
if (code) {
  history.replaceState(history.state, "", `${location.pathname}${location.search}`);
  server.joined({code, language}).then(found => {
    invited = found;
    fill(".butaca-invited", found.markup);
  });
}
