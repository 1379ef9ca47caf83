// The title that is opened: a skeleton, then the server's answer. What the visitor says of it changes it in place.
const place = element.querySelector("[data-title]"), skeleton = place.innerHTML;
let turn = 0, told = "";
const language = () => document.documentElement.lang.slice(0, 2);
const title = () => window.butaca.title?.() ?? new URLSearchParams(location.search).get("title") ?? "";
const same = (one, other) => JSON.stringify({...one.dataset}) === JSON.stringify({...other.dataset});
const works = async (pressed, known) => {
  const row = place.querySelector("[data-works]"), mine = turn, person = pressed.dataset.name;
  const open = pressed.getAttribute("aria-expanded") !== "true";
  for (const one of place.querySelectorAll("[data-act=works]")) one.setAttribute("aria-expanded", open && one === pressed);
  if (!known) window.butaca.keep({person: open ? person : ""});
  row.replaceChildren();
  if (!open) return;
  row.setAttribute("aria-busy", "true");
  const {work} = place.querySelector("[data-work]").dataset;
  const markup = await server.works({person, work, language: language(), visitor: window.butaca.visitor()});
  row.removeAttribute("aria-busy");
  if (mine !== turn || pressed.getAttribute("aria-expanded") !== "true") return;
  row.innerHTML = markup;
  if (!known) row.scrollIntoView({block: "nearest"});
};
const ask = async fresh => {
  const mine = ++turn, asked = title();
  if (!asked) return place.replaceChildren();
  if (fresh) place.innerHTML = skeleton;
  place.setAttribute("aria-busy", "true");
  let markup = "";
  try {
    markup = await server.title({title: asked, language: language(), visitor: window.butaca.visitor()});
  } catch { /* what is like it says so, too */ }
  if (mine !== turn) return;
  place.removeAttribute("aria-busy");
  const at = place.contains(document.activeElement) ? document.activeElement : null;
  const row = place.querySelector("[data-works]"), unfolded = place.querySelector("details")?.open;
  const named = place.querySelector("[data-act=works][aria-expanded=true]")?.dataset.name;
  place.innerHTML = markup;
  const people = [...place.querySelectorAll("[data-act=works]")];
  const person = fresh ? history.state?.person : named, of = people.find(one => one.dataset.name === person);
  if (fresh && of) works(of, true);
  if (!fresh && of) {
    place.querySelector("[data-works]").replaceWith(row);
    of.setAttribute("aria-expanded", "true");
  }
  if (unfolded && place.querySelector("details")) place.querySelector("details").open = true;
  if (at) [...place.querySelectorAll(at.localName)].find(one => same(one, at))?.focus({preventScroll: true});
  else if (fresh && window.butaca.takeFocus?.()) place.querySelector("h2")?.focus({preventScroll: true});
};
document.addEventListener("butaca-title", () => ask(true));
const changed = fresh => {
  const {ratings, watched, more, less, wishes, services, country} = window.butaca.visitor();
  const now = JSON.stringify([ratings, watched, more, less, wishes, services, country]);
  if (now === told) return;
  told = now;
  ask(fresh);
};
document.addEventListener("butaca-visitor", () => changed(!told));
if (window.butaca?.visitor) changed(true);
element.addEventListener("click", ({target}) => {
  const pressed = target.closest("[data-act]");
  if (pressed?.dataset.act === "works") works(pressed);
  else if (pressed?.closest("[data-works]") && pressed.hasAttribute("aria-pressed") && pressed.dataset.act !== "stars")
    pressed.setAttribute("aria-pressed", pressed.getAttribute("aria-pressed") !== "true");
});
