// Reads the chosen files in the browser and sends them along: nothing is put on the server's disk.
const MOST_BYTES = 20_000_000;
let files = [];
const encoded = async file => {
  const bytes = new Uint8Array(await file.slice(0, MOST_BYTES + 1).arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return {name: file.name, content: btoa(text)};
};
const reading = shown => { element.querySelector("[data-reading]").hidden = !shown; };
element.addEventListener("change", async event => {
  const chosen = [...event.target.files ?? []];
  if (!chosen.length) return;
  reading(true);
  files = await Promise.all(chosen.map(encoded));
  event.target.value = ""; // the same file may be chosen again
  trigger("imported", {files});
});
// The report stands outside: which of several people of an account, and which work was meant.
document.addEventListener("click", event => {
  const pressed = event.target.closest?.("[data-act]");
  if (pressed?.dataset.act === "profile") {
    reading(true);
    trigger("imported", {files, profile: pressed.dataset.profile});
  }
});
// They are kept until their ratings are: whose these are may be asked first.
window.butaca.taken = found => {
  reading(false);
  if (!found) return;
  files = [];
  window.butaca.add(found);
};
