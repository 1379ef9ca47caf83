// The address says which tab and title are shown, so that it can be shared and loaded again; the browser's back and
// forward buttons bring back what was shown, and where on the page. Whatever opens a title has the act `open` or `fit`.
const DATA_TABS = ["queries", "explore", "about", "api"]; // as in page.py
const SECONDS_TO_HOLD = 4, STEADY = 20; // frames
history.scrollRestoration = "manual"; // what was there comes again only after the browser would have scrolled
const here = () => {
  const parameters = new URLSearchParams(location.search), title = parameters.get("title") ?? "";
  return {title, tab: parameters.get("tab") ?? (title ? "similar" : "for_you")};
};
const tabShown = () => {
  const [outer, ...inner] = [...document.querySelectorAll("[role=tab][aria-selected=true]")].map(it => it.dataset.tabId);
  return outer === "data" ? inner.find(name => DATA_TABS.includes(name)) ?? outer : outer;
};
const write = (parameters, tab, push) => {
  const next = new URLSearchParams(parameters);
  if (tab === (next.has("title") ? "similar" : "for_you")) next.delete("tab"); else next.set("tab", tab);
  const address = `${next}` ? `?${next}` : location.pathname;
  if (push) history.pushState({}, "", address); else history.replaceState(history.state, "", address);
};
const keep = what => history.replaceState({...history.state, ...what}, "");

// Where one was on the page: kept as one scrolls, and held while what was there comes again, until somebody moves.
let held = null;
const hold = top => {
  const mine = held = {}, end = performance.now() + 1000 * SECONDS_TO_HOLD;
  let steady = 0;
  const step = () => {
    if (held !== mine) return;
    steady = Math.abs(scrollY - top) < 2 ? steady + 1 : 0;
    if (!steady) scrollTo({top, behavior: "instant"});
    if (steady > STEADY || performance.now() > end) held = null; else requestAnimationFrame(step);
  };
  step();
};
for (const moved of ["wheel", "touchstart", "keydown", "pointerdown"])
  addEventListener(moved, () => { held = null; }, {capture: true, passive: true});
let rest = 0;
addEventListener("scroll", () => {
  clearTimeout(rest);
  rest = setTimeout(() => { if (!held && !awaited) keep({top: scrollY}); }, 150);
}, {passive: true});

const select = tab => {
  const press = name => document.querySelector(`[role=tab][data-tab-id="${CSS.escape(name)}"]`)?.click();
  if (tab === tabShown()) return;
  press(DATA_TABS.includes(tab) ? "data" : tab);
  if (DATA_TABS.includes(tab)) requestAnimationFrame(() => press(tab)); // there once the outer one is
};
// The title that is shown, or asked for; the address of what was answered last; what to scroll to when it comes.
let title = here().title, answered = "", awaited = null, pressed = false, chosen = false;
let focus = false; // the heading of what was opened is where the reader goes on
const show = (found, opened) => {
  [title, focus] = [found, opened];
  document.dispatchEvent(new CustomEvent("butaca-title"));
};
const acts = {open: "similar", fit: "fit"};
const go = (act, work, link) => {
  keep({top: scrollY, from: work});
  clearTimeout(rest);
  held = awaited = null;
  const given = link ? new URL(link).search : `?${new URLSearchParams({title: work, lang: document.documentElement.lang.slice(0, 2)})}`;
  write(given, acts[act], work !== here().title || acts[act] !== here().tab);
  select(acts[act]);
  trigger(act, {work, address: ""});
  if (act === "open") show(work, true); else title = work;
  hold(0);
};
document.addEventListener("click", event => {
  const one = event.target.closest?.("[data-act=open], [data-act=fit]");
  if (!one || event.ctrlKey || event.metaKey || event.shiftKey) return; // in a window of its own
  event.preventDefault();
  go(one.dataset.act, one.dataset.work, one.href);
});
document.addEventListener("click", event => {
  const tab = event.isTrusted && event.target.closest?.("[role=tab]");
  if (!tab) return;
  pressed = tab.getAttribute("aria-selected") !== "true";
  if (pressed) keep({top: scrollY});
}, true);
addEventListener("popstate", () => {
  const to = here(), {top = 0, from} = history.state ?? {};
  clearTimeout(rest);
  select(to.tab);
  const other = to.title && to.title !== title;
  if (other) {
    trigger("open", {work: to.title, address: location.search});
    show(to.title, to.tab === "similar");
    if (to.tab === "fit") trigger("fit", {work: to.title});
  }
  if (other && to.tab === "similar") awaited = top; else hold(top);
  if (from) setTimeout(() => { // in a tab that is in sight by then
    const links = [...document.querySelectorAll("[data-act=open]")].filter(it => it.dataset.work === from);
    links.find(it => it.checkVisibility())?.focus({preventScroll: true});
  }, 50);
});
window.butaca = Object.assign(window.butaca ?? {}, {
  // A tab came into sight: somebody pressed it, or it was selected for them.
  stay: () => {
    const tab = tabShown();
    const from = tab === "similar" && answered ? answered : location.search;
    // Home still shows what was asked there before a title was opened.
    if (tab !== here().tab) write(tab === "for_you" ? window.butaca.withQuestion?.(from) ?? from : from, tab, pressed);
    pressed = false;
  },
  // What titles like one were answered to: the parameters of an address that asks it again.
  answered: link => {
    answered = link;
    if (here().tab !== "similar") return;
    const found = new URLSearchParams(link).get("title");
    if (chosen && found !== here().title) keep({top: scrollY});
    write(link, "similar", chosen && found !== here().title);
    chosen = false;
    if (awaited !== null) hold(awaited);
    awaited = null;
  },
  // Somebody chose a title by its name.
  chose: name => {
    chosen = Boolean(name);
    show(name ?? "", false);
  },
  title: () => title,
  takeFocus: () => [focus, focus = false][0],
  keep,
});
if (here().tab === "fit" && title) trigger("fit", {work: title});
if (history.state?.top) hold(history.state.top); // loaded again
