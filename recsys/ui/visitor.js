// Keeps the visitor in the browser's storage, and tells Gradio of every change. Whatever can be pressed on the page has
// the name of what it does in `data-act`, and what it does it to in `data-work` and the like.
const KEY = "butaca-visitor";
const LISTS = ["seen", "unseen", "more", "less", "asked", "services"];
const OF_A_WORK = ["seen", "unseen", "more", "less", "asked"];
// What an address says of the place holds, without being kept, until somebody chooses another.
const linked = {};
for (const [name, value] of new URLSearchParams(location.search)) {
  if (name === "country") linked.country = value;
  if (name === "platforms") linked.services = value.split(",").filter(Boolean);
}

const stored = () => {
  try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; /* no storage, or not ours */ }
};
const read = () => {
  const kept = stored(), visitor = {ratings: {}};
  if (kept && typeof kept.ratings === "object" && kept.ratings) visitor.ratings = kept.ratings;
  for (const name of LISTS) visitor[name] = Array.isArray(kept?.[name]) ? kept[name] : [];
  // Null until somebody chooses: then the server takes the region of the browser's language, where it has offers.
  visitor.country = typeof kept?.country === "string" ? kept.country : null;
  return {...visitor, ...linked};
};
let visitor = read();

const tell = () => {
  const shown = [...document.querySelectorAll("[data-asked]")].map(card => card.dataset.asked);
  props.value = {...visitor, shown, region: window.butacaRegion ?? ""};
};
// The storage is read anew each time: the page may be open twice.
const change = (edit, chosen = []) => {
  visitor = read();
  edit(visitor);
  for (const name of chosen) delete linked[name];
  const before = stored(), kept = {...visitor};
  for (const name of Object.keys(linked)) kept[name] = before?.[name];
  try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* kept until the page is closed */ }
  tell();
};
const without = (list, work) => list.filter(one => one !== work);
const toggled = (list, work) => list.includes(work) ? without(list, work) : [...list, work];

const acts = {
  rate: ({work, stars}) => change(it => {
    delete it.ratings[work]; // last again
    it.ratings[work] = Number(stars);
    for (const name of OF_A_WORK) it[name] = without(it[name], work);
  }),
  unrate: ({work}) => change(it => { delete it.ratings[work]; }),
  unseen: ({work}) => change(it => {
    it.unseen = toggled(it.unseen, work);
    it.asked = without(it.asked, work);
    it.seen = without(it.seen, work);
  }),
  // What was seen is not recommended any more, and may be rated.
  seen: ({work}) => change(it => {
    it.seen = toggled(it.seen, work);
    it.asked = it.seen.includes(work) ? [work, ...without(it.asked, work)] : without(it.asked, work);
    it.unseen = without(it.unseen, work);
  }),
  more: ({work}) => change(it => { it.more = toggled(it.more, work); it.less = without(it.less, work); }),
  less: ({work}) => change(it => { it.less = toggled(it.less, work); it.more = without(it.more, work); }),
  everywhere: () => change(it => { it.services = []; }, ["services"]),
  anywhere: () => change(it => { it.country = ""; }, ["country"]),
  export: async () => {
    const file = new Blob(["\ufeff", await window.butaca.csv(visitor)], {type: "text/csv;charset=utf-8"});
    const link = Object.assign(document.createElement("a"), {href: URL.createObjectURL(file), download: "ratings.csv"});
    link.click();
    URL.revokeObjectURL(link.href);
  },
  service: ({service}) => change(it => { it.services = toggled(it.services, service); }, ["services"]),
  forget: () => change(it => { it.ratings = {}; for (const name of LISTS) it[name] = []; }),
  dark: () => window.butacaDark.toggle(),
  language: ({language}, link) => {
    try { localStorage.setItem("butaca-language", language); } catch { /* for this visit only */ }
    const here = new URLSearchParams(location.search);
    here.set("lang", language);
    link.href = `?${here}`;
  },
  open: ({work}, link, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // in a window of its own
    event.preventDefault();
    trigger("open", {work});
    scrollTo(0, 0);
  },
  copy: async ({link, done}, pressed) => {
    const address = `${location.origin}${location.pathname}?${link}`;
    try { await navigator.clipboard.writeText(address); } catch {
      // Without leave, or over plain http: as it was done before.
      const text = Object.assign(document.createElement("textarea"), {value: address});
      document.body.append(text);
      text.select();
      document.execCommand("copy");
      text.remove();
      pressed.focus();
    }
    pressed.textContent = done;
  },
};
document.addEventListener("click", event => {
  const pressed = event.target.closest?.("[data-act]");
  if (pressed) acts[pressed.dataset.act]?.(pressed.dataset, pressed, event);
});
// What is chosen of a list: of which kind stands in `data-change`.
const choices = {
  country: value => change(it => { it.country = value; }, ["country"]),
};
document.addEventListener("change", event => choices[event.target.dataset?.change]?.(event.target.value));
window.addEventListener("storage", event => {
  if (event.key === KEY) { visitor = read(); tell(); }
});
// Within a group of stars the arrows move, so that the tab key goes from title to title.
document.addEventListener("keydown", event => {
  const step = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1}[event.key];
  const stars = event.target.closest?.(".butaca-stars");
  if (!step || !stars) return;
  event.preventDefault();
  const all = [...stars.children];
  all[Math.min(all.length - 1, Math.max(0, all.indexOf(event.target) + step))].focus();
});
window.butaca = {
  // The address says what is shown, so that it may be loaded again: these parameters, else those that it has, and the
  // tab, unless they would open it anyway.
  stay: (parameters = location.search) => {
    const here = new URLSearchParams(parameters);
    const tab = document.querySelector("[role=tab][aria-selected=true]").dataset.tabId;
    if (tab === (here.has("title") ? "similar" : "for_you")) here.delete("tab"); else here.set("tab", tab);
    history.replaceState(history.state, "", `${here}` ? `?${here}` : location.pathname);
  },
  // A work that somebody looked for, to be rated next.
  ask: work => {
    if (work) change(it => {
      it.asked = [work, ...without(it.asked, work)];
      it.unseen = without(it.unseen, work);
      delete it.ratings[work];
    });
  },
  // Ratings that were read from a file: they take the place of older ones of the same works.
  add: ratings => { if (ratings) change(it => { it.ratings = {...it.ratings, ...ratings}; }); },
};
tell();
// Works that an older bundle called otherwise: what was said of them is said of the new ids, the later of two ratings.
const rename = (it, ids) => {
  const now = work => ids.get(work) ?? work, ratings = {};
  for (const [work, stars] of Object.entries(it.ratings)) {
    delete ratings[now(work)];
    ratings[now(work)] = stars;
  }
  it.ratings = ratings;
  for (const name of OF_A_WORK) it[name] = [...new Set(it[name].map(now))];
};
server.renamed(visitor).then(found => {
  const ids = new Map(Object.entries(found));
  if (ids.size) change(it => rename(it, ids));
});
