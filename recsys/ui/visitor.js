// Keeps the visitor in the browser's storage, and tells Gradio of every change. Whatever can be pressed on the page has
// the name of what it does in `data-act`, and what it does it to in `data-work` and the like.
const KEY = "butaca-visitor";
const LISTS = ["seen", "unseen", "more", "less", "services"];

const read = () => {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(KEY)); } catch { /* no storage, or not ours */ }
  const visitor = {ratings: {}};
  if (kept && typeof kept.ratings === "object" && kept.ratings) visitor.ratings = kept.ratings;
  for (const name of LISTS) visitor[name] = Array.isArray(kept?.[name]) ? kept[name] : [];
  return visitor;
};
let visitor = read();

const tell = () => {
  const shown = [...document.querySelectorAll("[data-asked]")].map(card => card.dataset.asked);
  props.value = {...visitor, shown};
};
// The storage is read anew each time: the page may be open twice.
const change = edit => {
  visitor = read();
  edit(visitor);
  try { localStorage.setItem(KEY, JSON.stringify(visitor)); } catch { /* kept until the page is closed */ }
  tell();
};
const without = (list, work) => list.filter(one => one !== work);
const toggled = (list, work) => list.includes(work) ? without(list, work) : [...list, work];

const acts = {
  rate: ({work, stars}) => change(it => {
    delete it.ratings[work]; // last again
    it.ratings[work] = Number(stars);
    for (const name of ["seen", "unseen", "more", "less"]) it[name] = without(it[name], work);
  }),
  unrate: ({work}) => change(it => { delete it.ratings[work]; it.seen = without(it.seen, work); }),
  unseen: ({work}) => change(it => { it.unseen = toggled(it.unseen, work); }),
  seen: ({work}) => change(it => { it.seen = toggled(it.seen, work); }),
  more: ({work}) => change(it => { it.more = toggled(it.more, work); it.less = without(it.less, work); }),
  less: ({work}) => change(it => { it.less = toggled(it.less, work); it.more = without(it.more, work); }),
  service: ({service}) => change(it => { it.services = toggled(it.services, service); }),
  forget: () => change(it => { it.ratings = {}; for (const name of LISTS) it[name] = []; }),
  language: ({language}, link) => {
    try { localStorage.setItem("butaca-language", language); } catch { /* for this visit only */ }
    const here = new URLSearchParams(location.search);
    here.set("lang", language);
    link.href = `?${here}`;
  },
};
document.addEventListener("click", event => {
  const pressed = event.target.closest?.("[data-act]");
  if (pressed) acts[pressed.dataset.act]?.(pressed.dataset, pressed);
});
window.addEventListener("storage", event => {
  if (event.key === KEY) { visitor = read(); tell(); }
});
window.butaca = {
  // Ratings that were read from a file: they take the place of older ones of the same works.
  add: ratings => { if (ratings) change(it => { it.ratings = {...it.ratings, ...ratings}; }); },
};
tell();
