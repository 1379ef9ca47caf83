// Keeps the people of this browser in its storage, and tells Gradio of every change. Whatever can be pressed on the page
// has the name of what it does in `data-act`, and what it does it to in `data-work` and the like.
//
// The first person's record also holds where they all watch; of every other person there is a record of their own. Who
// there is, who sits down tonight (`tonight`) and whose ratings are given now (`active`) stands in one more.
const KEY = "butaca-visitor", PEOPLE = "butaca-people";
const LISTS = ["unseen", "more", "less", "asked", "wishes"], TABLES = ["ratings", "watched"];
const COLOURS = 8, MOST_PEOPLE = 8;
// What an address says of the place holds, without being kept, until somebody chooses another.
const linked = {};
for (const [name, value] of new URLSearchParams(location.search)) {
  if (name === "country") linked.country = value;
  if (name === "platforms") linked.services = value.split(",").filter(Boolean);
}

const stored = key => {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; /* no storage, or not ours */ }
};
const store = (key, value) => {
  try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* kept until the page is closed */ }
};
const keyOf = id => id ? `${KEY}-${id}` : KEY;
const isPerson = one => typeof one?.id === "string" && typeof one.name === "string";
const readPeople = () => {
  const kept = stored(PEOPLE), all = Array.isArray(kept?.all) ? kept.all.filter(isPerson).slice(0, MOST_PEOPLE) : [];
  if (!all.some(({id}) => id === "")) all.unshift({id: "", name: "", colour: 0});
  const there = id => all.some(one => one.id === id);
  const tonight = Array.isArray(kept?.tonight) ? kept.tonight.filter(there) : [];
  const active = there(kept?.active) ? kept.active : "";
  const seen = typeof kept?.seen === "string" ? kept.seen : "none"; // who of them may have seen a title
  return {all, active, tonight: tonight.length ? tonight : [active], seen};
};
const readPerson = id => {
  const kept = stored(keyOf(id)), person = {};
  for (const name of TABLES) {
    const table = kept?.[name];
    person[name] = table && typeof table === "object" && !Array.isArray(table) ? table : {};
  }
  for (const name of LISTS) person[name] = Array.isArray(kept?.[name]) ? kept[name] : [];
  // A former page kept a list of what was seen: it is what was watched, nobody knows how.
  if (Array.isArray(kept?.seen)) person.watched = {...Object.fromEntries(kept.seen.map(work => [work, ""])), ...person.watched};
  return person;
};
const readPlace = () => {
  const kept = stored(KEY), services = Array.isArray(kept?.services) ? kept.services : [];
  // Null until somebody chooses: then the server takes the region of the browser's language, where it has offers.
  return {services, country: typeof kept?.country === "string" ? kept.country : null, ...linked};
};
let before = null; // what `undo` brings back
let people = readPeople(), visitor = {...readPerson(people.active), ...readPlace()};

const tell = () => {
  const shown = [...document.querySelectorAll("[data-asked]")].map(card => card.dataset.asked);
  const group = people.tonight.length > 1 ? people.tonight.map(id => ({id, ...readPerson(id)})) : [];
  props.value = {...visitor, shown, region: window.butacaRegion ?? "", people, group};
  document.dispatchEvent(new CustomEvent("butaca-visitor"));
};
// The storage is read anew each time: the page may be open twice.
const refresh = () => { people = readPeople(); visitor = {...readPerson(people.active), ...readPlace()}; };
const change = (edit, chosen = []) => {
  refresh();
  edit(visitor);
  for (const name of chosen) delete linked[name];
  const {services, country, ...person} = visitor;
  const place = {services, country};
  for (const name of Object.keys(linked)) delete place[name];
  store(keyOf(people.active), {...stored(keyOf(people.active)), ...person, seen: undefined});
  store(KEY, {...stored(KEY), ...place});
  tell();
};
const changePeople = edit => {
  refresh();
  edit(people);
  store(PEOPLE, people);
  refresh();
  tell();
};
const without = (list, work) => list.filter(one => one !== work);
const toggled = (list, work) => list.includes(work) ? without(list, work) : [...list, work];

const add = found => change(it => {
  for (const name of TABLES) it[name] = {...it[name], ...found[name]};
  const known = work => work in it.ratings || work in it.watched;
  for (const name of ["more", "less", "wishes"]) it[name] = [...new Set([...it[name], ...found[name] ?? []])];
  for (const name of ["unseen", "asked", "wishes"]) it[name] = it[name].filter(work => !known(work));
});

const acts = {
  rate: ({work, stars}, pressed) => {
    for (const star of pressed.parentElement.children) star.setAttribute("aria-pressed", star === pressed);
    change(it => {
      delete it.ratings[work]; // last again
      it.ratings[work] = Number(stars);
      for (const name of LISTS) it[name] = without(it[name], work);
    });
  },
  unrate: ({work}) => change(it => { delete it.ratings[work]; }),
  unseen: ({work}) => change(it => {
    it.unseen = toggled(it.unseen, work);
    it.asked = without(it.asked, work);
    delete it.watched[work];
  }),
  // What was watched is not recommended any more, and may be rated.
  watched: ({work}) => change(it => {
    const before = work in it.watched;
    if (before) delete it.watched[work]; else it.watched[work] = "";
    it.asked = before ? without(it.asked, work) : [work, ...without(it.asked, work)];
    for (const name of ["unseen", "wishes"]) it[name] = without(it[name], work);
  }),
  more: ({work}) => change(it => { it.more = toggled(it.more, work); it.less = without(it.less, work); }),
  less: ({work}) => change(it => { it.less = toggled(it.less, work); it.more = without(it.more, work); }),
  everywhere: () => change(it => { it.services = []; }, ["services"]),
  anywhere: () => change(it => { it.country = ""; }, ["country"]),
  // A work that a row of a file may mean, and does.
  confirm: ({work, stars, how, wish}, pressed) => {
    add({
      ratings: stars ? {[work]: Number(stars)} : {},
      watched: how === "-" ? {} : {[work]: how},
      wishes: wish === "true" ? [work] : [],
    });
    acts.dismiss({}, pressed);
  },
  dismiss: (_, pressed) => {
    const row = pressed.closest("li"), next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    next?.querySelector("button")?.focus();
  },
  undo: (_, pressed) => {
    if (!before) return;
    store(keyOf(before.id), {...stored(keyOf(before.id)), ...before.person});
    before = null;
    refresh();
    tell();
    pressed.closest(".butaca-answer").replaceChildren();
  },
  export: async () => {
    const file = new Blob(["\ufeff", await window.butaca.csv(visitor)], {type: "text/csv;charset=utf-8"});
    const link = Object.assign(document.createElement("a"), {href: URL.createObjectURL(file), download: "ratings.csv"});
    link.click();
    URL.revokeObjectURL(link.href);
  },
  service: ({service}) => change(it => { it.services = toggled(it.services, service); }, ["services"]),
  wish: ({work}) => change(it => { it.wishes = toggled(it.wishes, work); }),
  // Everybody's, with where they watch but for the country.
  forget: () => {
    for (const {id} of people.all.filter(one => one.id)) localStorage.removeItem(keyOf(id));
    localStorage.removeItem(PEOPLE);
    people = readPeople();
    change(it => {
      for (const name of TABLES) it[name] = {};
      for (const name of [...LISTS, "services"]) it[name] = [];
    }, ["services"]);
  },
  // Who is there tonight; somebody always is, and one of them rates.
  person: ({person}) => changePeople(it => {
    const others = without(it.tonight, person);
    if (it.tonight.includes(person) && others.length) it.tonight = others;
    else it.tonight = it.all.map(one => one.id).filter(id => id === person || others.includes(id));
    if (!it.tonight.includes(it.active)) it.active = it.tonight[0];
  }),
  stars: (_, pressed) => {
    const stars = pressed.parentElement.nextElementSibling;
    stars.hidden = !stars.hidden;
    pressed.setAttribute("aria-pressed", !stars.hidden);
    if (!stars.hidden) stars.firstElementChild.focus();
  },
  active: ({person}) => changePeople(it => { it.active = person; }),
  "person-add": (_, pressed) => {
    const field = pressed.closest("form, div").querySelector("[data-new-person]");
    window.butaca.join({name: field.value});
    field.value = "";
  },
  "person-remove": ({person}) => {
    try { localStorage.removeItem(keyOf(person)); } catch { /* not kept */ }
    changePeople(it => {
      it.all = it.all.filter(one => one.id !== person);
      it.tonight = without(it.tonight, person);
    });
  },
  dark: () => window.butacaDark.toggle(),
  language: ({language}, link) => {
    try { localStorage.setItem("butaca-language", language); } catch { /* for this visit only */ }
    const here = new URLSearchParams(location.search);
    here.set("lang", language);
    link.href = `?${here}`;
  },
  copy: async ({link, done}, pressed) => {
    const address = link.includes("#") ? link : `${location.origin}${location.pathname}?${link}`;
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
  if (pressed) acts[pressed.dataset.act]?.(pressed.dataset, pressed);
});
// What is chosen of a list, or typed: of which kind stands in `data-change`, of whom in `data-person`.
const choices = {
  country: value => change(it => { it.country = value; }, ["country"]),
  active: value => acts.active({person: value}),
  seen: value => changePeople(it => { it.seen = value; }),
  "person-name": (value, {person}) => changePeople(it => {
    for (const one of it.all) if (one.id === person) one.name = value.trim();
  }),
};
document.addEventListener("change", event => {
  const {dataset, value} = event.target;
  choices[dataset?.change]?.(value, dataset);
});
window.addEventListener("storage", event => {
  if (event.key === null || event.key.startsWith("butaca-")) { refresh(); tell(); }
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
window.butaca = Object.assign(window.butaca ?? {}, {
  // A work that somebody looked for, to be rated next.
  ask: work => {
    if (work) change(it => {
      it.asked = [work, ...without(it.asked, work)];
      it.unseen = without(it.unseen, work);
      delete it.ratings[work];
    });
  },
  // What was read from files, to be taken back by `undo`: it takes the place of what there was of the same works.
  add: found => {
    if (!found) return;
    before = {id: people.active, person: readPerson(people.active)};
    add(found);
  },
  // All that is known of one of this browser, with their name.
  visitor: () => props.value,
  person: id => ({...people.all.find(one => one.id === id), ...readPerson(id)}),
  // Somebody more at the table, who may bring ratings along in a link.
  join: ({name, ratings = {}}) => {
    const given = `${name ?? ""}`.trim();
    if (!given || people.all.length >= MOST_PEOPLE) return;
    const id = crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
    store(keyOf(id), {ratings});
    changePeople(it => {
      const colour = [...Array(COLOURS).keys()].find(one => !it.all.some(other => other.colour === one)) ?? 0;
      it.all.push({id, name: given, colour});
      it.tonight.push(id);
    });
  },
});
tell();
// Works that an older bundle called otherwise: what was said of them is said of the new ids, the later of two ratings.
const rename = (it, ids) => {
  const now = work => ids.get(work) ?? work;
  for (const name of TABLES) {
    const table = {};
    for (const [work, said] of Object.entries(it[name])) {
      delete table[now(work)];
      table[now(work)] = said;
    }
    it[name] = table;
  }
  for (const name of LISTS) it[name] = [...new Set(it[name].map(now))];
  return it;
};
const everybody = people.all.map(({id}) => ({id, ...readPerson(id)}));
const whole = {...people, tonight: everybody.map(({id}) => id)};
server.renamed({...visitor, people: whole, group: everybody}).then(found => {
  const ids = new Map(Object.entries(found));
  if (!ids.size) return;
  for (const {id} of people.all) store(keyOf(id), {...stored(keyOf(id)), ...rename(readPerson(id), ids), seen: undefined});
  refresh();
  tell();
});
