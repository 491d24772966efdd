/** What lies near: from the pack on the phone at once, from the server when there is a line. */
import { type Fix, metres } from "../device/position.ts";
import type { Pack, Point, Spot } from "./pack.ts";
import type { Chosen } from "./report.ts";

export interface Offered extends Chosen {
  readonly metres?: number;
}

export interface Same {
  readonly id: string;
  readonly number: string;
  readonly class: string;
  readonly state_words: string;
  readonly place: string;
  readonly distance_m: number;
  readonly age_words: string;
}

const REACH = 150;
const SAME_REACH = 50;
const SAME_AGE = 24 * 3_600_000;
const MOST = 5;
/** As a plate prints it, 7K4M 2XQ9; the hyphen is somebody's own. */
const SHORT_CODE = /^[A-HJ-NP-Z2-9]{4}[ -]?[A-HJ-NP-Z2-9]{4}$/i;

/** Doors, points and components of the pack within reach, nearest first. */
export function offeredNear(pack: Pack, fix: Spot): Offered[] {
  return places(pack)
    .flatMap(({ spot, kind, code, words }) => (spot ? [{ kind, code, words, metres: metres(fix, spot) }] : []))
    .filter((one) => one.metres <= REACH)
    .sort((a, b) => a.metres - b.metres)
    .slice(0, MOST);
}

/** Places whose words or code hold what was typed; a code that nobody knows here is still offered as typed. */
export function offeredByWords(pack: Pack, words: string): Offered[] {
  const sought = squeeze(words);
  if (!sought) return [];
  const found = places(pack)
    .filter((one) => squeeze(one.words).includes(sought) || squeeze(one.code) === sought || squeeze(one.label ?? "") === sought)
    .map(({ kind, code, words: name }) => ({ kind, code, words: name }))
    .slice(0, MOST);
  const code = codeIn(words);
  return found.length || !code ? found : [code];
}

/** The place that a scanned label or a typed short code names, as far as its form tells. */
export function codeIn(scanned: string): Chosen | undefined {
  const door = /\/q\/([A-Za-z0-9-]+)/.exec(scanned)?.[1] ?? SHORT_CODE.exec(scanned.trim())?.[0];
  if (door) return { kind: "door", code: door, words: `门牌码 ${door}` };
  const component = /^\d{16,17}$/.exec(scanned.trim())?.[0];
  if (component) return { kind: "component", code: component, words: `部件 ${component}` };
  const point = /^[A-Z]{1,4}\d{2,8}$/i.exec(scanned.trim())?.[0];
  return point ? { kind: "point", code: point, words: `点位 ${point}` } : undefined;
}

/** The place whose code was scanned, in the words of the pack where it knows them. */
export function scannedPlace(pack: Pack, scanned: string): Chosen | undefined {
  const point = labelled(pack, scanned);
  if (point) return { kind: "point", code: point.code, words: point.name };
  const place = codeIn(scanned);
  const known = place && places(pack).find(({ kind, code }) => kind === place.kind && squeeze(code) === squeeze(place.code));
  return known ? { kind: known.kind, code: known.code, words: known.words } : place;
}

/** The point whose label says so: the last part of its address, or the code typed as it is printed. */
export function labelled({ points }: Pack, scanned: string): Point | undefined {
  const label = shortCode(scanned);
  return label ? points.find((one) => one.label === label) : undefined;
}

/** Letters and digits of the last part of an address, as the server reads a label. */
export function shortCode(scanned: string): string {
  const last = (scanned.split("?")[0] ?? "").replace(/\/+$/, "").split("/").pop() ?? "";
  return last.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/** What the server knows nearby; undefined without an answer that is ours. */
export async function askNear(fix: Fix): Promise<{ places: Offered[]; same: Same[] } | undefined> {
  const asked = new URLSearchParams({ lng: String(fix.lng), lat: String(fix.lat), datum: fix.datum, accuracy_m: String(fix.accuracy_m) });
  try {
    const answer = await fetch(`/api/v1/field/near?${asked}`, { cache: "no-store", redirect: "manual", signal: timeout(6_000) });
    if (!answer.ok || !(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) return undefined;
    const json = (await answer.json()) as Record<string, unknown>;
    const places = (["door", "point", "component"] as const).flatMap((kind) => rows(json[`${kind}s`]).flatMap((row) => offered(kind, row)));
    return { places: places.sort((a, b) => (a.metres ?? 0) - (b.metres ?? 0)).slice(0, MOST), same: rows(json.tickets) as unknown as Same[] };
  } catch {
    return undefined;
  }
}

/** Open tickets of the pack within 50 m and 24 h: what can be known without a line. */
export function sameInPack(pack: Pack, fix: Spot, now = Date.now()): Same[] {
  return pack.tickets.flatMap((ticket) => {
    const age = now - Date.parse(ticket.reported_at ?? "");
    if (ticket.lng === undefined || ticket.lat === undefined || !(age < SAME_AGE)) return [];
    const distance_m = Math.round(metres(fix, { lng: ticket.lng, lat: ticket.lat }));
    const { id, number, class: name, state_words, place } = ticket;
    return distance_m <= SAME_REACH ? [{ id, number, class: name, state_words, place, distance_m, age_words: `${Math.max(1, Math.round(age / 3_600_000))} 小时前` }] : [];
  });
}

function places(pack: Pack): (Chosen & { readonly spot?: Spot | undefined; readonly label?: string | undefined })[] {
  const spot = ({ lng, lat }: Partial<Spot>): Spot | undefined => (lng === undefined || lat === undefined || lng === null || lat === null ? undefined : { lng, lat });
  return [
    ...pack.points.map((one) => ({ kind: "point" as const, code: one.code, words: one.name, spot: spot(one), label: one.label })),
    ...pack.doors.filter(({ code }) => code).map((one) => ({ kind: "door" as const, code: one.code ?? "", words: one.words, spot: spot(one) })),
    ...pack.components.map((one) => ({ kind: "component" as const, code: one.code, words: one.name, spot: spot(one) })),
  ];
}

function offered(kind: Chosen["kind"], row: Record<string, unknown>): Offered[] {
  const code = row.code;
  const words = row.words ?? row.name;
  return typeof code === "string" && typeof words === "string" ? [{ kind, code, words, metres: Number(row.distance_m ?? 0) }] : [];
}

function rows(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((row): row is Record<string, unknown> => typeof row === "object" && row !== null) : [];
}

function timeout(milliseconds: number): AbortSignal {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), milliseconds);
  return stop.signal;
}

const squeeze = (words: string): string => words.toLowerCase().replace(/[\s·-]/g, "");
