/** Before the first paint: letters and contrast as this person chose them on this phone, and that scripts are on. */
const page = document.documentElement;
page.classList.add("scripted");
for (const [name, value] of [
  ["size", "large"],
  ["contrast", "high"],
] as const) {
  try {
    const kept = localStorage.getItem(name);
    if (kept === value) page.setAttribute(`data-${name}`, value);
    else if (kept) page.removeAttribute(`data-${name}`);
  } catch {
    // a browser that keeps nothing shows what the server said
  }
}
export {};
