// Reads a chosen file in the browser and sends it along: it is not put on the server's disk.
const MOST_BYTES = 20_000_000;
element.addEventListener("change", async event => {
  const file = event.target.files?.[0];
  if (!file) return;
  const bytes = new Uint8Array(await file.slice(0, MOST_BYTES + 1).arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  event.target.value = ""; // the same file may be chosen again
  trigger("imported", {name: file.name, content: btoa(text)});
});
