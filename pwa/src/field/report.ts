/** A report from the street: what its form holds, which draft is worked on, and the words as they are sent. */
import { claim } from "../device/alone.ts";
import type { Fix } from "../device/position.ts";
import type { Here } from "./here.ts";
import type { Draft, FieldItem, Role } from "./kept.ts";
import { Keeping, promised } from "./keeping.ts";
import { moment } from "./page.ts";

export const KEY = "capture";
const LOCK_TRIES = 4;
const LOCK_PAUSE = 150;

/** A door, point or component that was chosen, or nothing: then the position counts alone. */
export interface Chosen {
  readonly kind: "door" | "point" | "component";
  readonly code: string;
  readonly words: string;
}

export interface ReportForm extends Readonly<Record<string, unknown>> {
  readonly text: string;
  readonly category: string;
  readonly category_name: string;
  /** 自行处置: settled on the spot, with a photo before and one after. */
  readonly self: boolean;
  readonly place?: Fix | undefined;
  readonly chosen?: Chosen | undefined;
  /** The ticket that this is the same as. */
  readonly joins?: string | undefined;
  readonly joins_words?: string | undefined;
  readonly replaces?: string | undefined;
}

/** Milliseconds. */
const STILL_THERE = 120_000;
const EMPTY: ReportForm = { text: "", category: "", category_name: "", self: false };

export function formOf(item: FieldItem): ReportForm {
  return { ...EMPTY, ...item.draft.form };
}

/** Has a person put anything into it? */
export function isBegun(item: FieldItem): boolean {
  const { text, joins } = formOf(item);
  return item.parts.length > 0 || text.trim() !== "" || Boolean(joins);
}

/** The first words of a draft: now it is begun, and not when the page was opened, maybe days ago. */
export function begunNow(item: FieldItem, now: string): FieldItem {
  return isBegun(item) ? item : { ...item, draft: { ...item.draft, begunAt: now } };
}

/** Was the phone asked so long ago that its person may be in another street? A pin that was set stays. */
export function mayHaveMoved(item: FieldItem, now = Date.now()): boolean {
  const { place } = formOf(item);
  return place?.source === "gps" && now - Date.parse(place.taken_at) > STILL_THERE;
}

/** An empty draft that lay on the phone: the street and the door where its page was opened are not those of the next report. */
export function unplaced(item: FieldItem): FieldItem {
  const { place: _, chosen: __, ...form } = formOf(item);
  return isBegun(item) ? item : { ...item, draft: { ...item.draft, form } };
}

export function freshDraft(here: Here, form: Partial<ReportForm> = {}, key = KEY): Keeping {
  return new Keeping(here.shelf, key, "report", here.me()?.account ?? "", { ...EMPTY, ...form });
}

/** The draft to go on with: one that was begun and that no other tab has, else a fresh one with the last class. */
export async function draftFor(here: Here): Promise<Keeping> {
  const drafts = (await here.shelf.all()).filter((item) => item.key === KEY && item.stage === "draft" && here.queue.mine(item));
  const begun = drafts.filter(isBegun).reverse();
  for (const item of [...begun, ...drafts.filter((one) => !isBegun(one))]) {
    if (await claimSoon(item, isBegun(item))) return new Keeping(here.shelf, KEY, "report", "", EMPTY, unplaced(item));
  }
  const last = (await here.shelf.look<Pick<ReportForm, "category" | "category_name">>("kept", "last-class")) ?? {};
  const fresh = freshDraft(here, last);
  await claim(lockOf(fresh.item));
  return fresh;
}

/** The page before this one may still be letting go of it. */
async function claimSoon(item: FieldItem, wait: boolean): Promise<boolean> {
  for (let tries = wait ? LOCK_TRIES : 1; tries > 0; tries--) {
    if (await claim(lockOf(item))) return true;
    await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE));
  }
  return false;
}

export const lockOf = (item: FieldItem): string => `mashang-${item.id}`;

/** What is still missing before it may be sent, as a sentence; empty when nothing is. */
export function missing(item: FieldItem): string {
  const form = formOf(item);
  if (!form.text.trim() && item.parts.length === 0 && !form.joins) return "拍一张，或者写一句怎么回事，就能发。";
  if (!form.place && !form.chosen && !form.joins) return "还不知道在哪。请选一个门牌或点位，或重新定位。";
  if (!form.self) return "";
  const roles = Object.values(item.draft.shots).map(({ role }) => role);
  return roles.includes("before") && roles.includes("after") ? "" : "自行处置要有处理前、处理后各一张照片。";
}

/** How the outbox calls it. */
export function titleOf(item: FieldItem): string {
  const { category_name, text, chosen } = formOf(item);
  const what = category_name || text.trim().slice(0, 16) || "随手拍";
  return chosen ? `${what} · ${chosen.words}` : what;
}

/** The words as they are sent, once and for all. */
export function payloadOf(item: FieldItem): Record<string, unknown> {
  const { text, category, self, place, chosen, joins, replaces } = formOf(item);
  return {
    kind: self ? "self_handled" : "patrol",
    ...(text.trim() && { text: text.trim() }),
    ...(category && { category }),
    ...(chosen && { [chosen.kind]: chosen.code }),
    ...(place && { place }),
    ...(joins && { joins }),
    ...(replaces && { replaces }),
    captured_at: item.draft.begunAt,
    sent_at: moment(),
    photos: promised(item),
  };
}

export function withForm(item: FieldItem, more: Partial<ReportForm>): FieldItem {
  const draft: Draft = { ...item.draft, form: { ...item.draft.form, ...more } };
  return { ...item, draft };
}

/** The photos of one role take another: before a repair, after it, or only the problem. */
export function renamed(item: FieldItem, from: Role, to: Role): FieldItem {
  const shots = Object.fromEntries(Object.entries(item.draft.shots).map(([id, shot]) => [id, shot.role === from ? { ...shot, role: to } : shot]));
  return { ...item, draft: { ...item.draft, shots } };
}
