// The choices are drawn anew after each: whoever chose by keyboard stays where they were, and so does the line of services
// that was scrolled sideways.
let chosen = null, left = 0;
const key = one => one.dataset.service ?? one.dataset.change;
const all = () => [...element.querySelectorAll("[data-service], [data-change]")];
const note = ({target}) => {
  const one = target.closest("[data-service], [data-change]");
  if (one) chosen = key(one);
};
element.addEventListener("click", note);
element.addEventListener("change", note);
element.addEventListener("scroll", ({target}) => { left = target.scrollLeft; }, true);
watch("value", () => {
  const row = element.querySelector(".butaca-services");
  if (row) row.scrollLeft = left;
  const again = all().find(one => key(one) === chosen);
  chosen = null;
  if (document.activeElement === document.body) again?.focus({preventScroll: true});
});
