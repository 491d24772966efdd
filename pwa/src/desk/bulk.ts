// Many tickets at once: how many are ticked, how long it can still be undone, and how it goes once it has begun.
import { all, one, read } from "./find.ts";
import { refresh } from "./list.ts";
import { gone } from "./ring.ts";

const LOOK_EVERY = 3;

export function countPicked(): void {
  const form = one<HTMLFormElement>(document, "form[data-bulk]");
  const words = form && one<HTMLElement>(form, "[data-picked]");
  if (!form || !words) return;
  const empty = words.textContent ?? "";
  const count = (): void => {
    const picked = all(document, ".pick input:checked").length;
    words.textContent = picked ? `勾了 ${picked} 件` : empty;
    form.toggleAttribute("data-some", picked > 0);
  };
  document.addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
}

export function runBulk(): void {
  if (!one(document, ".bulk-line")) return;
  const opened = { steady: performance.now(), wall: Date.now() };
  let ticks = 0;
  const timer = setInterval(() => {
    const since = gone(opened, { steady: performance.now(), wall: Date.now() });
    for (const words of all<HTMLElement>(document, "[data-left]")) {
      const left = Math.ceil(Number(words.dataset.left) - since);
      words.textContent = left > 0 ? `${left} 秒后办` : "这就办";
    }
    const first = all<HTMLElement>(document, "[data-left]").some((words) => Number(words.dataset.left) > since);
    if (first || ++ticks % LOOK_EVERY) return;
    void look().then((open) => open || clearInterval(timer));
  }, 1000);
}

/** Put the lines of now in place of those that stand here; whether there is more to wait for. */
async function look(): Promise<boolean> {
  const fresh = await read(location.href, { headers: { "X-By-Itself": "1" } });
  if (fresh === "locked") return false;
  const mine = all<HTMLElement>(document, ".bulk-line");
  const theirs = fresh ? all<HTMLElement>(fresh, ".bulk-line") : [];
  if (!theirs.length) return fresh === null;
  mine.forEach((line, at) => (theirs[at] ? line.replaceWith(theirs[at]) : line.remove()));
  const open = theirs.some((line) => line.dataset.bulkState === "waiting" || line.dataset.bulkState === "applying");
  if (!open) await refresh();
  return open;
}
