// The list refreshes itself gently: what changed changes where it stands, what left turns pale,
// what is new is offered and not pushed in. Nothing under the eye or the finger moves.
import { all, make, one, read } from "./find.ts";

const EVERY = 60_000;
const PLACE = "list-place";

// Only what a person does keeps a sign-in: a page that refreshes while nobody touches it says so, and locks with the hour.
const BY_ITSELF = { "X-By-Itself": "1" };
let touched = false;

export function refreshGently(): void {
  if (!one(document, "body[data-person] [data-part=list]")) return;
  for (const touch of ["pointerdown", "keydown", "wheel"]) addEventListener(touch, () => (touched = true), { passive: true });
  const timer = setInterval(() => {
    if (document.visibilityState === "visible" && navigator.onLine) void refresh().then((open) => open || clearInterval(timer));
  }, EVERY);
}

/** Whether the page is still open to whoever signed in here. */
export async function refresh(): Promise<boolean> {
  const headers = touched ? {} : BY_ITSELF;
  touched = false;
  const fresh = await read(location.href, { headers });
  if (fresh === "locked") lock();
  else if (fresh) renew(fresh);
  return fresh !== "locked";
}

/** What stood here goes from the screen; the alarm goes on, and typed words come back after the sign-in. */
function lock(): void {
  const main = one<HTMLElement>(document, "main");
  if (!main) return;
  document.body.className = "page";
  const on = make("a", { className: "button", href: location.href, textContent: "登录，接着办" });
  on.dataset.kind = "primary";
  const alarm = one(main, "[data-part=urgent]");
  const words = make("p", { className: "lead", textContent: "太久没动，登录已经过期，工单都收起来了。写了一半的字还在，登录以后放回来。" });
  main.replaceChildren(...(alarm ? [alarm] : []), make("h1", { textContent: "这一页锁上了" }), words, make("p", { className: "buttons" }, on));
  document.title = "这一页锁上了";
}

function renew(fresh: Document): void {
  const mine = one<HTMLElement>(document, "[data-part=list]");
  const theirs = one<HTMLElement>(fresh, "[data-part=list]");
  if (!mine || !theirs) return;
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
