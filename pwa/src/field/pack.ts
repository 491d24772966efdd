/** The offline pack: what the server lets this person carry. Read with tolerance: an older or newer server may give less or more. */
import type { FieldShelf } from "./kept.ts";

export interface Spot {
  readonly lng: number;
  readonly lat: number;
}
export interface Me {
  readonly account: string;
  readonly name: string;
  readonly role?: string;
  readonly unit?: string;
}
export interface Matter {
  readonly code: string;
  readonly name: string;
  readonly letters: string;
  readonly danger: boolean;
  readonly self_handle: boolean;
}
export interface Door extends Partial<Spot> {
  readonly id: string;
  readonly code?: string;
  readonly words: string;
}
export interface Point extends Partial<Spot> {
  readonly code: string;
  readonly name: string;
  readonly type?: string;
  readonly type_name?: string;
  readonly words?: string;
  /** The code on the label that hangs there. */
  readonly label?: string;
}
export interface Component extends Partial<Spot> {
  readonly code: string;
  readonly name: string;
}
export interface Checklist {
  readonly type: string;
  readonly version: number | string;
  readonly items: readonly { readonly code: string; readonly words: string }[];
}
export interface NearTicket extends Partial<Spot> {
  readonly id: string;
  readonly number: string;
  readonly class: string;
  readonly state_words: string;
  readonly place: string;
  readonly lamp?: string;
  readonly reported_at?: string;
}
export interface Recheck {
  readonly ticket: string;
  readonly number: string;
  readonly place: string;
  readonly class: string;
  readonly task?: string;
  readonly due?: string;
  readonly before: readonly { readonly url: string; readonly small?: string }[];
  readonly said: string;
}
export interface Stop {
  readonly point: string;
  readonly order: number;
  readonly why: string;
  readonly distance_m?: number;
  readonly done?: boolean;
}
export interface Pack {
  readonly version: string;
  readonly made_at: string;
  readonly me?: Me;
  readonly switches: Readonly<Record<string, unknown>>;
  readonly classes: readonly Matter[];
  readonly doors: readonly Door[];
  readonly points: readonly Point[];
  readonly components: readonly Component[];
  readonly checklists: readonly Checklist[];
  readonly tickets: readonly NearTicket[];
  readonly rechecks: readonly Recheck[];
  readonly plan: { readonly date: string; readonly round?: string; readonly stops: readonly Stop[] };
  readonly grid: unknown;
}

interface Kept {
  readonly pack: Pack;
  readonly etag: string;
  readonly at: number;
}

type Json = Record<string, unknown>;

/** fresh: a new one is kept · same: ours is the newest · signin: nobody is signed in · away: no answer that is ours. */
export type Fetched = "fresh" | "same" | "signin" | "away";

export async function keptPack(shelf: FieldShelf): Promise<{ pack: Pack; at: number } | undefined> {
  const kept = await shelf.look<Kept>("kept", "pack").catch(() => undefined);
  return kept && { pack: readPack(kept.pack), at: kept.at };
}

/** Ask for a newer pack. Where it is turned away the old one stays. */
export async function fetchPack(shelf: FieldShelf, origin = ""): Promise<Fetched> {
  const old = await shelf.look<Kept>("kept", "pack").catch(() => undefined);
  try {
    const headers = old?.etag ? { "If-None-Match": old.etag } : {};
    const answer = await fetch(`${origin}/api/v1/field/pack`, { headers, credentials: "same-origin", redirect: "manual", cache: "no-store" });
    const at = Date.now();
    if (answer.status === 304 && old) {
      await shelf.put("kept", "pack", { ...old, at });
      return "same";
    }
    const type = answer.headers.get("Content-Type") ?? "";
    if (answer.status === 401 && type.startsWith("application/problem+json")) return "signin";
    if (answer.status !== 200 || !type.startsWith("application/json")) return "away";
    const pack = readPack(await answer.json());
    await shelf.put("kept", "pack", { pack, etag: answer.headers.get("ETag") ?? "", at });
    if (pack.me) await shelf.put("kept", "me", pack.me);
    return "fresh";
  } catch {
    return "away";
  }
}

/** Whatever was sent or kept, as a whole pack: what is missing is empty, what has no name is left out. */
export function readPack(given: unknown): Pack {
  const json = object(given);
  const plan = object(json.plan);
  const me = object(json.me);
  return {
    version: text(json.version),
    made_at: text(json.made_at),
    ...(text(me.account) && { me: { ...me, account: text(me.account), name: text(me.name) } as Me }),
    switches: object(json.switches),
    classes: list(json.classes, "code", "name").map((one) => ({ ...one, letters: text(one.letters).toLowerCase(), danger: one.danger === true, self_handle: one.self_handle === true }) as unknown as Matter),
    doors: list<Door>(json.doors, "id", "words"),
    points: list<Point>(json.points, "code", "name"),
    components: list<Component>(json.components, "code", "name"),
    checklists: list(json.checklists, "type").map((one) => ({ ...one, items: list(one.items, "code", "words") }) as unknown as Checklist),
    tickets: list<NearTicket>(json.tickets, "id", "number"),
    rechecks: list(json.rechecks, "ticket", "number").map((one) => ({ ...one, before: list(one.before, "url"), said: text(one.said) }) as unknown as Recheck),
    plan: { date: text(plan.date), ...(text(plan.round) && { round: text(plan.round) }), stops: list<Stop>(plan.stops, "point") },
    grid: json.grid,
  };
}

/** Classes that fit what was typed: characters of the name, or more than the name (路灯 for 灯), or its pinyin's first letters. */
export function findClasses(classes: readonly Matter[], words: string): Matter[] {
  const sought = words.trim().toLowerCase();
  if (!sought) return [];
  const rank = ({ name, letters }: Matter): number => (name.startsWith(sought) || letters.startsWith(sought) ? 0 : name.includes(sought) || letters.includes(sought) || sought.includes(name) ? 1 : 2);
  return classes.filter((one) => rank(one) < 2).sort((a, b) => rank(a) - rank(b));
}

function object(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function list<T = Json>(value: unknown, ...needed: string[]): T[] {
  const all = Array.isArray(value) ? value.map(object) : [];
  return all.filter((one) => needed.every((name) => text(one[name]) !== "")) as T[];
}
