// A ticket opens beside the list: the page is read in the background and its ticket put in place,
// so that the list keeps its scroll and its focus. Anything odd falls back to a plain page load.
import { all, from, one, page } from "./find.ts";

const BESIDE = matchMedia("(min-width: 47.5em)");
let reading: AbortController | undefined;

export function openBeside(dress: (root: ParentNode) => void): void {
  if (!one(document, "[data-part=ticket]")) return;
  document.addEventListener("click", (event) => {
    const link = from<HTMLAnchorElement>(event, "[data-list] a");
    if (!link || !BESIDE.matches || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void show(link.href, dress).then((shown) => (shown ? history.pushState(null, "", link.href) : location.assign(link.href)));
  });
  addEventListener("popstate", () => void show(location.href, dress).then((shown) => shown || location.reload()));
}

async function show(url: string, dress: (root: ParentNode) => void): Promise<boolean> {
  reading?.abort();
  reading = new AbortController();
  const mine = reading;
  const fresh = await page(url, mine.signal);
  if (mine.signal.aborted) return true;
  const pane = one<HTMLElement>(document, "[data-part=ticket]");
  const ticket = fresh && one<HTMLElement>(fresh, "[data-part=ticket]");
  if (!fresh || !pane || !ticket) return false;
  pane.replaceChildren(...Array.from(ticket.childNodes));
  pane.scrollTop = 0;
  document.title = fresh.title;
  document.body.className = fresh.body.className;
  headings(fresh);
  markRow(fresh);
  dress(pane);
  return true;
}

/** The h1 is the list's while no ticket is open and the ticket's afterwards. */
function headings(fresh: Document): void {
  const mine = one(document, ".list-head > :is(h1, h2)");
  const theirs = one(fresh, ".list-head > :is(h1, h2)");
  if (mine && theirs) mine.replaceWith(theirs);
}

function markRow(fresh: Document): void {
  const id = one<HTMLElement>(fresh, ".row:has([aria-current])")?.dataset.id;
  for (const row of all<HTMLElement>(document, "[data-list] .row")) {
    const link = one(row, "a");
    link?.toggleAttribute("data-fresh", Boolean(link.hasAttribute("data-fresh") && row.dataset.id !== id));
    if (row.dataset.id === id) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
  }
}
