// The map of open tickets. The list beside it is the page; the map is laid over it when it has come, and asks every
// few seconds what is different. While tickets are few each is drawn; a whole district is counted by the server.
import type { Base, Grid, Hex, Marked, Over, Places, Shown } from "../map/show.ts";
import { all, one } from "./find.ts";
import { openSide } from "./map_side.ts";
import { type Line, tellTicker, tellTotals, type Totals } from "./map_wall.ts";

interface Ticket extends Omit<Marked, "words"> {
  readonly number: string;
  readonly class: string;
  readonly place: string;
  readonly state: string;
}
interface Told {
  readonly base?: Base;
  readonly grids?: readonly Grid[];
  readonly tickets: readonly Ticket[];
  readonly hexes: readonly Hex[];
  readonly more: boolean;
  readonly many: boolean;
  readonly totals: Totals;
  readonly layers: Readonly<Record<string, readonly Over[]>>;
  readonly ticker?: readonly Line[];
  readonly mark: string;
}

const EVERY = 8_000;
const AFTER_A_MOVE = 200;
const ON_A_WALL = 100;

export function drawMap(): void {
  const frame = one<HTMLElement>(document, "[data-map]");
  if (frame) void new LiveMap(frame).draw();
}

class LiveMap {
  private shown: Shown | undefined;
  private mark = "";
  private many = false;
  private touched = false;
  private asking: AbortController | undefined;
  private readonly note = one<HTMLElement>(document, "[data-map-note]");
  private readonly wall = one<HTMLElement>(document, "[data-ticker]");

  constructor(private readonly frame: HTMLElement) {}

  async draw(): Promise<void> {
    const told = await this.ask();
    if (!told?.base) return this.say("地图没取到，过一会儿刷新试试。列表里是同样的工单。");
    const open = openSide(this.frame, () => void this.renew());
    this.frame.replaceChildren();
    const { showMap } = await import("../map/show.ts");
    let moving: number | undefined;
    const looked = (): void => {
      clearTimeout(moving);
      moving = window.setTimeout(() => (this.many || this.layers().length > 0) && void this.renew(), AFTER_A_MOVE);
    };
    const around = ([lng, lat]: readonly [number, number]): Promise<Places | undefined> => ask<Places>(`${this.frame.dataset.places}?lng=${lng.toFixed(5)}&lat=${lat.toFixed(5)}`);
    const spots = [...named(told.tickets), ...told.hexes.map(({ lng, lat }, place) => ({ lng, lat, id: `${place}`, lamp: "" as const, words: "" }))];
    // drawn once with everything there is, so that all of it is in sight
    this.shown = await showMap(this.frame, { base: told.base, grids: told.grids ?? [], tickets: spots, around, chosen: (id) => void open(`/desk/map/tickets/${id}`), looked, ...(this.wall ? { apart: ON_A_WALL } : {}) });
    this.lay(told);
    this.frame.setAttribute("aria-label", "地图；列表里是同样的工单");
    this.followRows();
    for (const box of all<HTMLInputElement>(document, "[data-layer], [data-heat]")) box.addEventListener("change", () => void this.renew());
    for (const touch of ["pointerdown", "keydown", "wheel"]) addEventListener(touch, () => (this.touched = true), { passive: true });
    setInterval(() => document.visibilityState === "visible" && navigator.onLine && void this.renew(), EVERY);
  }

  private layers(): string[] {
    return all<HTMLInputElement>(document, "[data-layer]:checked").map((box) => box.value);
  }

  private async renew(): Promise<void> {
    const told = await this.ask();
    if (told) this.lay(told);
  }

  private lay(told: Told): void {
    this.mark = told.mark;
    this.many = told.many;
    this.shown?.tickets(named(told.tickets));
    this.shown?.hexes(told.hexes, told.more);
    for (const box of all<HTMLInputElement>(document, "[data-layer]")) {
      this.shown?.over(box.value, box.dataset.sign ?? "", told.layers[box.value] ?? [], (mark) => mark.url && location.assign(mark.url));
    }
    tellTotals(told.totals);
    if (this.wall && told.ticker) tellTicker(this.wall, told.ticker);
    const { placed, open } = told.totals;
    const rest = open > placed ? `，另有 ${open - placed} 件没有位置，在列表里` : "";
    this.say(told.many ? `地图上共 ${placed} 件，放大看每一件${rest}。` : `地图上共 ${placed} 件${rest}。`);
  }

  /** What is different from what we have; nothing when nothing is, or when it cannot be had. */
  private async ask(): Promise<Told | undefined> {
    this.asking?.abort();
    this.asking = new AbortController();
    const address = new URL(this.frame.dataset.map ?? "", location.href);
    const sight = this.shown?.sight();
    const wanted = { seen: this.mark, layers: this.layers().join(","), heat: one(document, "[data-heat]:checked") ? "1" : "", ticker: this.wall ? "1" : "" };
    const where = sight && (this.many || wanted.layers) ? { box: sight.box.map((part) => part.toFixed(5)).join(","), wide: `${sight.wide}` } : {};
    for (const [name, value] of Object.entries({ ...wanted, ...where })) if (value) address.searchParams.set(name, value);
    // only what a person does keeps a sign-in: a map that asks by itself says so
    const headers: Record<string, string> = this.touched ? {} : { "X-By-Itself": "1" };
    this.touched = false;
    try {
      const answer = await fetch(address, { headers: { ...headers, Accept: "application/json" }, signal: this.asking.signal });
      if (answer.redirected || answer.status === 401) this.say("太久没动，登录已经过期。刷新这一页，登录以后接着看。");
      else if (answer.status === 200) return (await answer.json()) as Told;
    } catch (wrong) {
      if (!(wrong instanceof DOMException)) this.say("网络断了，地图停在刚才的样子，连上以后自己接着更新。");
    }
    return undefined;
  }

  private say(words: string): void {
    if (this.note && this.note.textContent !== words) this.note.textContent = words;
  }

  private followRows(): void {
    for (const row of all<HTMLElement>(document, ".row")) {
      const focus = (): void => void (row.dataset.id && this.shown?.focus(row.dataset.id));
      row.addEventListener("focusin", focus);
      row.addEventListener("mouseenter", focus);
    }
  }
}

const named = (tickets: readonly Ticket[]): Marked[] => tickets.map((ticket) => ({ ...ticket, words: `${ticket.number} ${ticket.class} · ${ticket.place} · ${ticket.state}` }));

export async function ask<T>(address: string): Promise<T | undefined> {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
