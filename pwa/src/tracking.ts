/** Keeps the tracking page fresh, and never touches it while the reader has something in hand. */

const EVERY = 120_000;
const SMALLEST_GAP = 20_000;
let last = Date.now();

/** Something typed, chosen, opened or held by the focus must not be lost. */
function inHand(main: HTMLElement): boolean {
  const held = main.contains(document.activeElement);
  const opened = main.querySelector("details[open]") !== null;
  const changed = Array.from(main.querySelectorAll<HTMLInputElement>("input, textarea")).some(
    (input) => input.value !== input.defaultValue || input.checked !== input.defaultChecked,
  );
  return held || opened || changed;
}

async function refresh(): Promise<void> {
  const main = document.querySelector("main");
  if (!main || document.hidden || inHand(main) || Date.now() - last < SMALLEST_GAP) return;
  last = Date.now();
  const response = await fetch(location.href, { cache: "no-store", redirect: "error" });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = fresh.querySelector("main");
  // A portal's page has no number of ours; and the hand may have come back while we asked.
  if (!response.ok || !next?.querySelector("[data-number]") || inHand(main)) return;
  if (next.innerHTML === main.innerHTML) return;
  main.innerHTML = next.innerHTML;
  document.title = fresh.title;
}

if (document.querySelector("[data-number]")) {
  setInterval(() => void refresh().catch(() => undefined), EVERY);
  document.addEventListener("visibilitychange", () => void refresh().catch(() => undefined));
}

export {};
