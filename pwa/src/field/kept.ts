/** What the field client keeps on the phone: the queue, small pictures, what has arrived, and a few things under names. */
import type { Item } from "../queue/item.ts";
import { type Boards, openShelf, type WideStore } from "../queue/shelf.ts";
import type { Fix } from "../device/position.ts";

/** Every schema that phones have had, oldest first; a board is only ever added (tests/pwa opens each of them). */
export const BOARDS: Boards = [["items", "parts"], ["thumbs", "done"], ["kept"]];

export type Role = "problem" | "before" | "after" | "voice";

export interface Shot {
  readonly role: Role;
  readonly takenAt: string;
  readonly place?: Fix;
}

export interface Draft {
  /** ISO 8601 with offset: the moment of the shutter, or when the draft was begun. */
  readonly begunAt: string;
  /** How the outbox calls it. */
  readonly title: string;
  /** What each part shows, by its id. */
  readonly shots: Readonly<Record<string, Shot>>;
  /** The fields of its form, as its page keeps them. */
  readonly form: Readonly<Record<string, unknown>>;
}

export type FieldItem = Item<Draft>;

/** What has arrived, so that the number can be read again later. */
export interface Done {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly number: string;
  readonly outcome: string;
  readonly why: string;
  readonly at: number;
  readonly owner: string;
}

export type FieldShelf = WideStore<Draft>;
const MOST_DONE = 60;

export function openFieldShelf(name = "mashang-field"): FieldShelf {
  const shelf = openShelf<Draft>(name, BOARDS);
  return {
    ...shelf,
    forget: async (item, part) => {
      await shelf.forget(item, part);
      await shelf.remove("thumbs", part);
    },
    drop: async (item) => {
      await shelf.drop(item);
      for (const part of item.parts) await shelf.remove("thumbs", part.id);
    },
  };
}

/** Note what has arrived; the oldest notes are forgotten. */
export async function noteDone(shelf: FieldShelf, item: FieldItem, words: Readonly<Record<string, string>>): Promise<void> {
  const { number = "", outcome = "", why = "" } = words;
  const done: Done = { id: item.id, kind: item.kind ?? "report", title: item.draft.title, number, outcome, why, at: Date.now(), owner: item.owner ?? "" };
  await shelf.put("done", item.id, done);
  const all = await listDone(shelf);
  for (const old of all.slice(MOST_DONE)) await shelf.remove("done", old.id);
}

/** What has arrived, newest first. */
export async function listDone(shelf: FieldShelf): Promise<Done[]> {
  return (await shelf.list<Done>("done")).sort((a, b) => b.at - a.at);
}
