/** The life of an item as pure functions: what it becomes after each thing that happens to it. */
import type { Item, Outcome, Part, Receipt, Trouble } from "./item.ts";

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 300_000;
const DIGEST_TRIES = 3;
/** The farthest wait that the far side may wish for; what is due later than that was dated by a clock that was wrong. */
const FARTHEST_WAIT = 3_600_000;

export function newDraft<D>(id: string, key: string, draft: D): Item<D> {
  return { id, key, stage: "draft", draft, parts: [], known: false, tries: 0, dueAt: 0 };
}

/** Freeze the words: from here on they never change under this id. */
export function freeze<D>(item: Item<D>, payload: string): Item<D> {
  const { trouble: _, ...rest } = item;
  return { ...rest, stage: "queued", payload, tries: 0, dueAt: 0 };
}

/** A change to frozen words is a new item with the same parts, back in the making. */
export function redraft<D>(item: Item<D>, id: string, draft: D): Item<D> {
  const { kind, owner } = item;
  const same = { ...(kind !== undefined && { kind }), ...(owner !== undefined && { owner }) };
  return { ...newDraft(id, item.key, draft), ...same, parts: item.parts.map(({ refused: _, ...part }) => ({ ...part, safe: false })) };
}

/** Try again now, because a person or a fresh connection asks for it. */
export function wake<D>(item: Item<D>): Item<D> {
  if (item.stage === "draft") return item;
  const { trouble: _, ...rest } = item;
  const parts = item.stage === "parked" ? item.parts.map(({ refused: __, ...part }) => part) : item.parts;
  return { ...rest, parts, stage: "queued", tries: 0, dueAt: 0 };
}

/** Doubling waits of 2 s up to 5 min, each spread over its upper half; a longer wish of the far side is kept. */
export function waitFor(tries: number, chance: number, wish = 0): number {
  const whole = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 20));
  return Math.max(Math.min(wish, FARTHEST_WAIT), whole / 2 + (whole / 2) * chance);
}

/** Milliseconds until it may be tried; none when its time has come, or when the clock was set back since. */
export function wait<D>(item: Item<D>, now: number): number {
  const left = item.dueAt - now;
  return left > FARTHEST_WAIT ? 0 : Math.max(0, left);
}

export function later<D>(item: Item<D>, now: number, chance: number, wish?: number): Item<D> {
  return { ...item, tries: item.tries + 1, dueAt: now + waitFor(item.tries, chance, wish) };
}

/** What the item is after its words were sent. */
export function afterWords<D>(item: Item<D>, outcome: Outcome, now: number, chance: number): Item<D> {
  switch (outcome.kind) {
    case "ok":
      return outcome.receipt ? believe({ ...item, known: true, tries: 0 }, outcome.receipt) : later(item, now, chance);
    case "fix": {
      const { payload: _, ...rest } = item;
      return { ...rest, stage: "draft", trouble: outcome.trouble };
    }
    case "clash":
    case "refused":
      return park(item, outcome.trouble);
    case "signin":
      return { ...item, stage: "paused" };
    case "later":
      return later(item, now, chance, outcome.after);
  }
}

/** What the item is after one part was sent; a part that is refused never stops the others. */
export function afterPart<D>(item: Item<D>, id: string, outcome: Outcome, now: number, chance: number): Item<D> {
  switch (outcome.kind) {
    case "ok":
      return { ...withPart(item, id, (part) => ({ ...part, safe: true })), tries: 0 };
    case "signin":
      return { ...item, stage: "paused" };
    case "later":
      return later(item, now, chance, outcome.after);
    case "fix": // bytes that arrived otherwise than they left may arrive whole the next time
      return item.tries < DIGEST_TRIES && !firstField(outcome.trouble) ? later(item, now, chance) : refuse(item, id, outcome.trouble);
    default:
      return refuse(item, id, outcome.trouble);
  }
}

/** A part is safe exactly when the receipt names it with the same digest. */
export function believe<D>(item: Item<D>, receipt: Receipt): Item<D> {
  const held = new Map(receipt.parts.map((part) => [part.id, part.sha256]));
  return { ...item, receipt, parts: item.parts.map((part) => ({ ...part, safe: held.get(part.id) === part.sha256 })) };
}

/** May the phone let go? Only when the receipt equals what it holds: same id, every part, nothing else, complete. */
export function settled<D>(item: Item<D>, receipt: Receipt): boolean {
  const sure = believe(item, receipt);
  return receipt.id === item.id && receipt.complete && receipt.parts.length === item.parts.length && sure.parts.every((part) => part.safe);
}

/** Everything that can arrive has arrived, and something never will. */
export function stuck<D>(item: Item<D>): boolean {
  return item.parts.some((part) => part.refused !== undefined) && item.parts.every((part) => part.safe || part.refused !== undefined);
}

export function park<D>(item: Item<D>, trouble: Trouble): Item<D> {
  return { ...item, stage: "parked", trouble };
}

export function withPart<D>(item: Item<D>, id: string, change: (part: Part) => Part): Item<D> {
  return { ...item, parts: item.parts.map((part) => (part.id === id ? change(part) : part)) };
}

function refuse<D>(item: Item<D>, id: string, trouble: Trouble): Item<D> {
  return withPart(item, id, (part) => ({ ...part, refused: firstField(trouble) ?? trouble.detail }));
}

function firstField(trouble: Trouble): string | undefined {
  return Object.values(trouble.fields)[0];
}
