// The map of today's rounds, over the table that says the same: what waits, what was done, what does not fit.
import type { LngLat } from "../device/datum.ts";
import type { Base, Grid, Marked } from "../map/show.ts";
import { make, one } from "./find.ts";
import { ask } from "./map.ts";

type Stands = "done" | "odd" | "overdue" | "waits";
interface Mark {
  readonly id: string;
  readonly lng: number;
  readonly lat: number;
  readonly state: Stands;
  readonly words: string;
  readonly url: string;
}
interface Told {
  readonly base: Base;
  readonly marks: readonly Mark[];
  readonly ways: readonly (readonly LngLat[])[];
  readonly grids: readonly Grid[];
}

const SIGNS: Record<Stands, Pick<Marked, "lamp" | "sign" | "kind">> = {
  done: { lamp: "green", sign: "✓" },
  odd: { lamp: "yellow", sign: "▲" },
  overdue: { lamp: "red", sign: "■" },
  waits: { lamp: "green", sign: "○", kind: "waits" },
};

export function drawRounds(): void {
  const frame = one<HTMLElement>(document, "[data-rounds]");
  if (frame) void draw(frame);
}

async function draw(frame: HTMLElement): Promise<void> {
  const note = one<HTMLElement>(document, "[data-rounds-note]");
  const told = await ask<Told>(frame.dataset.rounds ?? "");
  if (note) note.textContent = !told ? "地图没取到，过一会儿刷新试试。下面的表里是同样的内容。" : told.marks.length ? "点一个标记，看是哪个点、谁去的。" : "今天还没有能上图的点。";
  if (!told?.marks.length) return;
  const { showMap } = await import("../map/show.ts");
  const known = new Map(told.marks.map((mark) => [mark.id, mark]));
  const side = make("div", { className: "map-open", hidden: true });
  frame.after(side);
  const chosen = (id: string): void => {
    const mark = known.get(id);
    if (!mark) return;
    side.replaceChildren(mark.words, make("a", { href: mark.url, textContent: "打开", className: "button" }));
    side.hidden = false;
  };
  const tickets = told.marks.map(({ state, ...mark }) => ({ ...mark, ...SIGNS[state] }));
  await showMap(frame, { base: told.base, grids: told.grids, ways: told.ways, tickets, chosen });
}
