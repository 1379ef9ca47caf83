// Light or dark: what was chosen here, else what the page around this one has (`__theme`, in a Space), else the device.
// Gradio asks the device alone, and so it is answered in the device's place. Runs before anything is painted.
(() => {
  const KEY = "butaca-theme", SCHEMES = ["light", "dark"], ASKED = "(prefers-color-scheme: dark)";
  const root = document.documentElement, device = matchMedia(ASKED), answered = matchMedia.bind(window);
  const address = new URL(location), around = address.searchParams.get("__theme");
  const unchosen = () => (SCHEMES.includes(around) ? around : SCHEMES[Number(device.matches)]);
  const read = () => { try { return localStorage.getItem(KEY); } catch { return null; /* no storage */ } };
  let chosen = read();
  const scheme = () => (SCHEMES.includes(chosen) ? chosen : unchosen());
  const dark = Object.defineProperty(new EventTarget(), "matches", {get: () => scheme() === "dark"});
  const show = () => {
    root.style.colorScheme = scheme();
    document.body?.classList.toggle("dark", dark.matches);
    // Gradio's page has its body in one of two colours, by what the device asks for.
    const [other, own] = dark.matches ? ["", "-dark"] : ["-dark", ""];
    for (const name of ["--bg", "--col"]) {
      root.style.removeProperty(name + own);
      root.style.setProperty(name + other, `var(${name}${own})`);
    }
    // The bar of the browser, or of the window of the installed app.
    const bar = document.querySelector("meta[name=theme-color]");
    bar?.setAttribute("content", bar.dataset[dark.matches ? "dark" : "light"]);
    dark.dispatchEvent(new Event("change"));
  };
  // Whoever chooses what would be there anyway follows it again.
  dark.toggle = () => {
    chosen = SCHEMES[Number(!dark.matches)];
    if (chosen === unchosen()) chosen = null;
    try {
      if (chosen) localStorage.setItem(KEY, chosen); else localStorage.removeItem(KEY);
    } catch { /* for this visit only */ }
    show();
  };
  if (SCHEMES.includes(chosen) && around) { // Gradio would take that one
    address.searchParams.delete("__theme");
    history.replaceState(history.state, "", address);
  }
  device.addEventListener("change", show);
  window.addEventListener("storage", ({key}) => { if (key === KEY) { chosen = read(); show(); } });
  window.matchMedia = query => (query === ASKED ? dark : answered(query));
  window.butacaDark = dark;
  show();
})();
