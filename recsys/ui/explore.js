// Keeps what was chosen by pressing bars: `data-choose` tells of which kind, `data-value` which one. Of services there
// may be several, of everything else one; a choice without a value forgets them all.
const SEVERAL = "platforms";
let chosen = {};

const choose = ({choose: kind, value}) => {
  const before = chosen[kind] ?? [];
  if (!value) return kind ? {...chosen, [kind]: []} : {};
  if (before.includes(value)) return {...chosen, [kind]: before.filter(one => one !== value)};
  return {...chosen, [kind]: kind === SEVERAL ? [...before, value] : [value]};
};
document.addEventListener("click", event => {
  const pressed = event.target.closest?.("[data-choose]");
  if (!pressed) return;
  chosen = choose(pressed.dataset);
  // What is pressed is drawn anew: whoever came by keyboard stays where they were.
  const panel = pressed.closest("[role=tabpanel]"), {choose: kind, value} = pressed.dataset;
  new MutationObserver((_, observer) => {
    if (pressed.isConnected) return;
    observer.disconnect();
    const again = [...panel.querySelectorAll("[data-choose]")].find(
      one => one.dataset.choose === kind && one.dataset.value === value);
    if (document.activeElement === document.body) (again ?? panel.querySelector("[data-choose]"))?.focus();
  }).observe(panel, {childList: true, subtree: true});
  props.value = chosen;
});
