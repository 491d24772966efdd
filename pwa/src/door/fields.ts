/** The form of the door page as plain data, both ways, and as the JSON of the contract. */
import type { Item } from "../queue/item.ts";

export interface Fields {
  readonly text: string;
  readonly category: string;
  readonly phone: string;
  readonly consent: boolean;
  readonly confidential: boolean;
  /** ISO 8601 with offset: when the draft was begun. */
  readonly begunAt: string;
  /** Which of the parts is the voice note. */
  readonly voice?: string;
  /** The report that this one replaces, after a person changed it. */
  readonly replaces?: string;
}

export function readFields(form: HTMLFormElement, begunAt: string): Fields {
  const data = new FormData(form);
  const word = (name: string): string => String(data.get(name) ?? "");
  return {
    text: word("text"),
    category: word("category"),
    phone: word("phone"),
    consent: data.has("consent"),
    confidential: data.has("confidential"),
    begunAt,
  };
}

export function writeFields(form: HTMLFormElement, fields: Fields): void {
  for (const input of inputs(form)) {
    if (input.name === "text") input.value = fields.text;
    else if (input.name === "phone") input.value = fields.phone;
    else if (input.name === "category") input.checked = input.value === fields.category;
    else if (input.name === "consent") input.checked = fields.consent;
    else if (input.name === "confidential") input.checked = fields.confidential;
  }
  const folded = form.querySelector("details");
  if (folded && fields.phone) folded.open = true;
}

export function isEmpty(fields: Fields): boolean {
  return !(fields.text.trim() || fields.category || fields.phone || fields.confidential);
}

/** When a draft was begun: with its first word or photo, and not when its page was opened, maybe days ago. */
export function begunAt({ draft, parts }: Item<Fields>, now: string): string {
  return isEmpty(draft) && parts.length === 0 ? now : draft.begunAt;
}

export function lock(form: HTMLFormElement, locked: boolean): void {
  for (const input of inputs(form)) input.disabled = locked;
}

/** The words as they are sent, once and for all. */
export function payloadOf(item: Item<Fields>, door: string, consent: string, now: string): string {
  const { text, category, phone, confidential, begunAt, voice, replaces } = item.draft;
  return JSON.stringify({
    kind: "resident",
    door,
    captured_at: begunAt,
    ...(text.trim() && { text: text.trim() }),
    ...(category && { category }),
    ...(phone.trim() && { phone: phone.trim(), consent: { version: consent, at: now } }),
    ...(confidential && { confidential }),
    ...(replaces && { replaces }),
    photos: item.parts.map(({ id, sha256, size }) => ({ id, sha256, bytes: size, role: id === voice ? "voice" : "problem" })),
  });
}

/** The phone's clock with its offset from UTC, as the contract asks. */
export function moment(date = new Date()): string {
  const offset = -date.getTimezoneOffset();
  const two = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, "0");
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}

function inputs(form: HTMLFormElement): (HTMLInputElement & HTMLTextAreaElement)[] {
  return Array.from(form.elements).filter((element) => "name" in element && (element as HTMLInputElement).name) as (HTMLInputElement & HTMLTextAreaElement)[];
}
