/** The pack as the map wants it: only what has a place, the ground that the district chose, the borders of my grids. */
import type { Base, Grid, Marked, Options, Spot } from "../map/show.ts";
import type { Pack } from "./pack.ts";

const LAMPS = ["green", "yellow", "red"] as const;

type Placed<T> = T & { lng: number; lat: number };

export function placed<T extends { lng?: number; lat?: number }>(all: readonly T[]): Placed<T>[] {
  return all.filter((one): one is Placed<T> => typeof one.lng === "number" && typeof one.lat === "number");
}

export function groundOf(pack: Pack): Options {
  const spots = (all: readonly { lng?: number; lat?: number; words?: string; name?: string }[]): Spot[] => placed(all).map(({ lng, lat, words, name }) => ({ lng, lat, words: name ?? words ?? "" }));
  const tickets: Marked[] = placed(pack.tickets).map(({ id, lng, lat, lamp, number, ...one }) => ({ id, lng, lat, lamp: LAMPS.find((known) => known === lamp) ?? "", words: `${one.class} · ${one.state_words} · ${number}` }));
  const base = pack.switches.base_map as Base | undefined;
  const grids = (Array.isArray(pack.grid) ? pack.grid : []).filter((one: Partial<Grid>): one is Grid => Array.isArray(one?.outline));
  return { doors: spots(pack.doors), points: spots(pack.points), components: spots(pack.components), tickets, grids, ...(base?.kind && { base }) };
}
