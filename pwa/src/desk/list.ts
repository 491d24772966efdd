// The list refreshes itself gently: what changed changes where it stands, what left turns pale,
// what is new is offered and not pushed in. Nothing under the eye or the finger moves.
import { all, make, one, page } from "./find.ts";

const EVERY = 60_000;
const PLACE = "list-place";

export function refreshGently(): void {
  if (!one(document, "body[data-person]")) return;
  setInterval(() => {
    if (document.visibilityState === "visible" && navigator.onLine) void refresh();
  }, EVERY);
}

export async function refresh(): Promise<void> {
  const fresh = await page(location.href);
  const mine = one<HTMLElement>(document, "[data-part=list]");
  const theirs = fresh && one<HTMLElement>(fresh, "[data-part=list]");
  if (!fresh || !mine || !theirs) return;
  for (const menu of [".rail", ".views"]) {
    const now = new Map(all<HTMLAnchorElement>(fresh, `${menu} a`).map((link) => [link.getAttribute("href"), link.innerHTML]));
    for (const link of all<HTMLAnchorElement>(document, `${menu} a`)) {
      const inside = now.get(link.getAttribute("href"));
      if (inside !== undefined && inside !== link.innerHTML) link.innerHTML = inside;
    }
  }
  const rows = new Map(all<HTMLElement>(theirs, ".row").map((row) => [row.dataset.id, row]));
  for (const row of all<HTMLElement>(mine, ".row")) {
    const now = rows.get(row.dataset.id);
    rows.delete(row.dataset.id);
    row.toggleAttribute("data-gone", !now);
    const [link, other] = [one(row, "a"), now && one(now, "a")];
    if (link && other && link.innerHTML !== other.innerHTML) link.innerHTML = other.innerHTML;
  }
  offer(mine, theirs, rows.size);
}

function offer(mine: HTMLElement, theirs: HTMLElement, count: number): void {
  one(document, ".fresh-note")?.remove();
  if (!count) return;
  const note = make("button", { type: "button", className: "button fresh-note", textContent: `有 ${count} 件新的，点这里看` });
  note.addEventListener("click", () => {
    mine.replaceChildren(...Array.from(theirs.childNodes));
    mine.scrollTop = 0;
    note.remove();
    one<HTMLElement>(mine, ".row a")?.focus();
  });
  mine.parentElement?.append(make("div", { className: "fresh-bed" }, note));
}

/** After an action the page comes anew; the list then stands where it stood. */
export function keepPlace(): void {
  const list = one<HTMLElement>(document, "[data-part=list]");
  if (!list) return;
  const first = one<HTMLElement>(list, ".row")?.dataset.id ?? "";
  const [id, top] = (sessionStorage.getItem(PLACE) ?? "").split("|");
  if (id && id === first) list.scrollTop = Number(top);
  else one(list, "[aria-current]")?.scrollIntoView({ block: "nearest" });
  addEventListener("pagehide", () => {
    sessionStorage.setItem(PLACE, `${one<HTMLElement>(list, ".row")?.dataset.id ?? ""}|${list.scrollTop}`);
  });
}
