/** The line above the button: where the report is, in honest words, and what can be done about it. */
import type { Item } from "../queue/item.ts";
import { wait } from "../queue/steps.ts";
import { fill, type Words } from "./words.ts";

export interface Acts {
  readonly retry: () => void;
  readonly change: () => void;
  readonly forget: () => void;
  readonly another: () => void;
}

export function say(line: HTMLElement, sentence: string, acts: readonly (readonly [string, (() => void) | string])[] = []): void {
  if (line.textContent === sentence) return;
  line.textContent = "";
  const words = document.createElement("span");
  words.textContent = sentence;
  if (sentence) line.append(words);
  for (const [word, act] of acts) {
    const control = document.createElement(typeof act === "string" ? "a" : "button");
    if (typeof act === "string") control.setAttribute("href", act);
    else {
      control.setAttribute("type", "button");
      control.onclick = act;
    }
    control.className = "second";
    control.textContent = word;
    line.append(control);
  }
}

export function progress(line: HTMLElement, item: Item<unknown>, words: Words, acts: Acts): void {
  const { number, url } = item.receipt?.words ?? {};
  const safe = item.parts.filter((part) => part.safe).length;
  const look = url ? [[words.look, url] as const] : [];
  const accepted = number ? fill(words.accepted, { number }) + (item.parts.length ? ` · ${words.sent} ${safe}/${item.parts.length}` : "") : "";
  if (item.stage === "parked") {
    const why = [accepted, item.trouble?.detail || words.refused].filter(Boolean).join(" · ");
    const change = number ? [] : [[words.change, acts.change] as const];
    say(line, why, [...look, [words.again, acts.retry], ...change, [words.forget, acts.forget]]);
  } else if (wait(item, Date.now()) > 0) {
    say(line, accepted || words.waiting, [...look, [words.again, acts.retry], [words.another, acts.another]]);
  } else say(line, accepted || words.sending, look);
}
