// The doors that fit a few letters appear as one types; without script the button of the form does the same.
import { from, one, page } from "./find.ts";

const PAUSE = 200;
let waiting: ReturnType<typeof setTimeout> | undefined;
let asking: AbortController | undefined;

export function findDoors(): void {
  document.addEventListener("input", (event) => {
    const field = from<HTMLInputElement>(event, "[data-doors]");
    if (!field) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => void look(field), PAUSE);
  });
}

async function look(field: HTMLInputElement): Promise<void> {
  const bed = one(document, "#doors");
  if (!bed) return;
  asking?.abort();
  asking = new AbortController();
  const mine = asking;
  const door = one<HTMLInputElement>(bed, "input:checked")?.value ?? "";
  const found = await page(`${field.dataset.doors}?${new URLSearchParams({ q: field.value, door })}`, mine.signal);
  if (found && !mine.signal.aborted) bed.replaceChildren(...Array.from(found.body.childNodes));
}
