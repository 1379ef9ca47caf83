// One box: titles are proposed while somebody types, Enter asks in words. What is asked, and what of it was taken away,
// stands in the address, so that it can be shared and loaded again; Home's rows come back when nothing is asked.
const form = element.querySelector("form"), box = form.querySelector("input"), list = form.querySelector("[role=listbox]");
const status = element.querySelector("[role=status]"), found = element.querySelector(".butaca-found");
const WAITING = `<div class="butaca-skeleton" aria-hidden="true">${"<i></i>".repeat(6)}</div>`, PAUSE = 120; // ms
let asked = "", dropped = [], turn = 0;

const language = () => document.documentElement.lang.slice(0, 2);
const address = () => {
  const here = new URLSearchParams(location.search);
  return {question: here.get("ask") ?? "", drop: here.getAll("drop")};
};
// An address with the question that is shown.
const withQuestion = given => {
  const here = new URLSearchParams(given);
  for (const name of ["ask", "drop"]) here.delete(name);
  if (asked) here.set("ask", asked);
  for (const key of dropped) here.append("drop", key);
  return here;
};
const write = push => {
  const here = withQuestion(location.search);
  const next = `${here}` ? `?${here}` : location.pathname;
  if (push) history.pushState({}, "", next); else history.replaceState(history.state, "", next);
};
const show = () => {
  form.classList.toggle("asked", Boolean(asked));
  const home = document.getElementById("butaca-home");
  if (home) home.hidden = Boolean(asked);
};
const answer = async () => {
  const mine = ++turn;
  show();
  if (!asked) {
    found.innerHTML = status.textContent = "";
    return;
  }
  found.setAttribute("aria-busy", "true");
  let got = {markup: "", told: found.dataset.failed};
  try {
    got = await server.answer({question: asked, drop: dropped, language: language(), visitor: window.butaca.visitor()});
  } catch {
    status.classList.remove("butaca-unseen"); // the server did not answer: for everybody to read
  }
  if (mine !== turn) return; // something else was asked meanwhile
  status.classList.toggle("butaca-unseen", Boolean(got.markup));
  const within = found.contains(document.activeElement) && document.activeElement.dataset.keys;
  found.removeAttribute("aria-busy");
  found.innerHTML = got.markup;
  status.textContent = got.told;
  const keys = [...found.querySelectorAll("[data-keys]")];
  if (within) (keys.find(one => one.dataset.keys === within) ?? keys[0] ?? box).focus({preventScroll: true});
  show();
};
const ask = (question, drop = [], push = true) => {
  const other = question !== asked;
  [asked, dropped] = [question, drop];
  if (box.value.trim() !== question) box.value = question;
  close();
  if (other && asked) found.innerHTML = WAITING;
  if (push) write(other);
  return answer();
};

// Proposals: a list that the arrows go through while the box keeps the focus.
let typing = 0, proposed = 0;
const options = () => [...list.children];
const active = () => list.querySelector("[aria-selected=true]");
const mark = option => {
  active()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({block: "nearest"});
  if (option) box.setAttribute("aria-activedescendant", option.id); else box.removeAttribute("aria-activedescendant");
};
function close() {
  clearTimeout(typing);
  proposed += 1;
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  mark(null);
}
const propose = async () => {
  const mine = ++proposed, text = box.value.trim();
  const markup = text.length > 1 ? await server.titles({text, language: language(), visitor: window.butaca.visitor()}) : "";
  if (mine !== proposed || document.activeElement !== box) return;
  list.innerHTML = markup;
  options().forEach((option, place) => { option.id = `${list.id}-${place}`; });
  list.hidden = !markup;
  box.setAttribute("aria-expanded", `${Boolean(markup)}`);
  mark(null);
};
box.addEventListener("input", () => {
  clearTimeout(typing);
  mark(null);
  if (box.value.trim()) typing = setTimeout(() => propose().catch(() => {}), PAUSE); else ask("");
});
box.addEventListener("focusout", close);
box.addEventListener("keydown", event => {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key], all = options();
  if (step && !list.hidden) {
    event.preventDefault();
    const stops = [null, ...all], at = stops.indexOf(active());
    mark(stops[(at + step + stops.length) % stops.length]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (list.hidden) ask(""); else close();
  } else if (event.key === "Enter" && !list.hidden && active()) {
    event.preventDefault();
    active().click();
  }
});
list.addEventListener("mousedown", event => event.preventDefault()); // the box keeps the focus
list.addEventListener("click", () => { close(); box.value = asked; });
form.addEventListener("submit", event => {
  event.preventDefault();
  ask(box.value.trim());
});

const acts = {
  clear: () => { ask(""); box.focus(); },
  example: pressed => ask(pressed.textContent.trim()),
  drop: ({dataset}) => ask(asked, [...new Set([...dropped, ...dataset.keys.split("\n")])]),
  keep: ({dataset}) => ask(asked, dropped.filter(key => key !== dataset.keys)),
};
element.addEventListener("click", event => {
  const pressed = event.target.closest("[data-act]");
  acts[pressed?.dataset.act]?.(pressed);
});
// As the address says, also when the browser goes back in its history.
const follow = () => {
  const {question, drop} = address();
  if (!question && new URLSearchParams(location.search).has("title")) return; // that is another tab's
  if (question !== asked || `${drop}` !== `${dropped}`) ask(question, drop, false);
};
addEventListener("popstate", follow);
window.butaca = Object.assign(window.butaca ?? {}, {withQuestion});
let who = null; // other people, or another place: nothing of what is shown still holds
document.addEventListener("butaca-visitor", () => {
  const {people, services, country} = window.butaca.visitor(), now = JSON.stringify([people, services, country]);
  if (who === null) follow(); else if (now !== who) answer();
  who = now;
});
if (window.butaca?.visitor) document.dispatchEvent(new CustomEvent("butaca-visitor"));
