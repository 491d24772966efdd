// The map of open tickets. The list beside it is the page; the map is laid over it when it has come.
import type { Base, Grid, Marked, Places } from "../map/show.ts";
import { all, make, one } from "./find.ts";

interface Ticket extends Omit<Marked, "words"> {
  readonly number: string;
  readonly class: string;
  readonly place: string;
  readonly state: string;
}
interface Told {
  readonly base: Base;
  readonly tickets: readonly Ticket[];
  readonly more: boolean;
  readonly grids: readonly Grid[];
}

export function drawMap(): void {
  const frame = one<HTMLElement>(document, "[data-map]");
  if (frame) void draw(frame);
}

async function draw(frame: HTMLElement): Promise<void> {
  const note = one<HTMLElement>(document, "[data-map-note]");
  const told = await ask<Told>(frame.dataset.map ?? "");
  if (!told) {
    if (note) note.textContent = "地图没取到，过一会儿刷新试试。列表里是同样的工单。";
    return;
  }
  frame.replaceChildren();
  const { showMap } = await import("../map/show.ts");
  const tickets = told.tickets.map((ticket) => ({ ...ticket, words: `${ticket.number} ${ticket.class} · ${ticket.place} · ${ticket.state}` }));
  const known = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const side = make("div", { className: "map-open", hidden: true });
  frame.after(side);
  const choose = (id: string): void => {
    const ticket = known.get(id);
    if (!ticket) return;
    side.replaceChildren(make("b", { textContent: ticket.number }), ` ${ticket.class} · ${ticket.place} `, make("a", { href: `/desk/tickets/${id}`, textContent: "打开工单", className: "button" }));
    side.hidden = false;
    for (const row of all<HTMLElement>(document, ".row")) row.toggleAttribute("data-here", row.dataset.id === id);
  };
  const around = ([lng, lat]: readonly [number, number]): Promise<Places | undefined> => ask<Places>(`${frame.dataset.places}?lng=${lng.toFixed(5)}&lat=${lat.toFixed(5)}`);
  const shown = await showMap(frame, { base: told.base, grids: told.grids, tickets, around, chosen: choose });
  frame.setAttribute("aria-label", "地图；列表里是同样的工单");
  if (note) note.textContent = told.more ? `地图上是最新的 ${tickets.length} 件，其余在列表里。` : `地图上共 ${tickets.length} 件。`;
  for (const row of all<HTMLElement>(document, ".row")) {
    row.addEventListener("focusin", () => row.dataset.id && shown.focus(row.dataset.id));
    row.addEventListener("mouseenter", () => row.dataset.id && shown.focus(row.dataset.id));
  }
}

export async function ask<T>(address: string): Promise<T | undefined> {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
