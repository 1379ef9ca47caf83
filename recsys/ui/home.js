// Each row comes when it is about to be seen. Its place is kept until then, but for rows that have nothing to show for what
// the visitor said so far. What they say on a card changes the other rows at once; the row where it was said stays as it
// is, and where it is on the screen, until it comes into sight again.
const PASSED = "butaca-passed";
const LIKED = 4; // stars, as in home.py
// Keeps the place until it is below what is in sight: were it taken from above while one scrolls, all in sight would jump.
const NOTHING = '<div class="butaca-none"></div>';
const below = place => place.getBoundingClientRect().top >= innerHeight;
const places = [...element.querySelectorAll("[data-row]")];
const stale = new Set(places), inSight = new Set();
let turn = 0, pressedIn = null;
const likes = ({ratings, more, group}) => group.length ? 0 : Object.values(ratings).filter(stars => stars >= LIKED).length + more.length;
const NEEDED = {
  following: ({ratings, watched, group}) => !group.length && Object.keys({...ratings, ...watched}).length > 0,
  watchlist: ({wishes}) => wishes.length > 0,
  because_1: visitor => likes(visitor) > 0,
  because_2: visitor => likes(visitor) > 1,
};
const bones = places.at(-1).innerHTML;
const keepPlaces = () => {
  const visitor = window.butaca?.visitor?.();
  if (visitor) for (const place of places) {
    place.hidden = !(NEEDED[place.dataset.row]?.(visitor) ?? true);
    if (place.hidden) place.innerHTML = bones;
  }
};
const passed = () => {
  try { return JSON.parse(sessionStorage.getItem(PASSED)) ?? []; } catch { return []; }
};
const above = place => places.slice(0, places.indexOf(place))
  .flatMap(one => [...one.querySelectorAll(".butaca-card [data-work], [data-work].butaca-tonight")])
  .map(one => one.dataset.work);
const ask = async place => {
  if (!stale.delete(place)) return;
  const row = place.dataset.row, asked = turn;
  const without = row === "tonight" ? passed() : [...new Set(above(place))];
  const language = document.documentElement.lang.slice(0, 2);
  place.setAttribute("aria-busy", "true");
  const markup = await server.row({row, without, language, visitor: window.butaca.visitor()});
  place.removeAttribute("aria-busy");
  if (asked !== turn && row !== "tonight") return; // somebody else sat down meanwhile
  const left = place.querySelector(".butaca-line")?.scrollLeft ?? 0, top = pressedIn?.getBoundingClientRect().top;
  place.innerHTML = markup || (below(place) || !place.offsetHeight ? "" : NOTHING);
  const line = place.querySelector(".butaca-line");
  if (line) line.scrollLeft = left;
  if (pressedIn && place !== pressedIn) scrollBy({top: pressedIn.getBoundingClientRect().top - top, behavior: "instant"});
};
// One after the other, so that no row repeats what stands above it.
let asking = Promise.resolve();
const askAll = () => {
  for (const place of places) if (inSight.has(place) && place !== pressedIn) asking = asking.then(() => ask(place)).catch(() => {});
};
const sight = new IntersectionObserver(seen => {
  for (const {target, isIntersecting} of seen) {
    if (isIntersecting) inSight.add(target); else inSight.delete(target);
    if (!isIntersecting && below(target) && target.querySelector(":scope > .butaca-none")) target.replaceChildren();
    if (target === pressedIn && !isIntersecting) pressedIn = null;
  }
  askAll();
}, {rootMargin: "800px"});
keepPlaces();
for (const place of places) sight.observe(place);
let who = "";
document.addEventListener("butaca-visitor", () => {
  const {people, services, country} = window.butaca.visitor();
  const now = JSON.stringify([people, services, country]);
  const others = now !== who; // other people, or another place: nothing of what is shown still holds
  who = now;
  if (others) turn += 1;
  if (others || pressedIn === places[0]) pressedIn = null; // what was rated makes room for another pick
  for (const place of places) stale.add(place);
  keepPlaces();
  askAll();
});
document.addEventListener("click", ({target}) => {
  if (target.closest("[data-act]")) pressedIn = target.closest("[data-row]");
}, true);
// Neither these rows nor an answer to a question is drawn anew for what is said on a card of it.
document.addEventListener("click", ({target}) => {
  const pressed = target.closest(":is([data-row], .butaca-found) .butaca-card [aria-pressed]");
  if (pressed && !["stars", "rate"].includes(pressed.dataset.act))
    pressed.setAttribute("aria-pressed", pressed.getAttribute("aria-pressed") !== "true");
});
element.addEventListener("click", event => {
  const pressed = event.target.closest("[data-act]");
  if (pressed?.dataset.act === "other") {
    try { sessionStorage.setItem(PASSED, JSON.stringify([...passed(), pressed.dataset.work].slice(-200))); } catch { /**/ }
    stale.add(places[0]);
    asking = asking.then(() => ask(places[0]));
    return;
  }
});
