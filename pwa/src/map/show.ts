// The map, loaded only by pages that show one: `const { showMap } = await import("../map/show.ts")`.
// It keeps no data of its own and asks nobody: what it draws is handed in, all in WGS-84.
import L from "leaflet";
import type { LngLat } from "../device/datum.ts";
import { type Base, crsOf, layGround } from "./ground.ts";
import { type Hex, hexLayer, type Marked, outlineLayer, type Over, overLayer, placeLayer, plain, type Spot, ticketLayer } from "./markers.ts";

export type { Base, Hex, Marked, Over, Spot };
export interface Grid {
  readonly name?: string;
  readonly outline: readonly LngLat[];
}
export interface Here {
  readonly lng: number;
  readonly lat: number;
  readonly accuracy_m?: number;
}
export interface Places {
  readonly doors?: readonly Spot[];
  readonly points?: readonly Spot[];
  readonly components?: readonly Spot[];
}
export interface Options extends Places {
  /** Address of map.css; by default the element's data-style. */
  readonly style?: string;
  readonly base?: Base;
  readonly grids?: readonly Grid[];
  /** Asked for the places around the middle when one has come near enough to see them. */
  readonly around?: (middle: LngLat) => Promise<Places | undefined>;
  readonly tickets?: readonly Marked[];
  /** Ways through several places, drawn thin under the marks. */
  readonly ways?: readonly (readonly LngLat[])[];
  /** Where the phone says it is, with a circle as wide as it is unsure. */
  readonly here?: Here;
  /** Where the pin stands at first; `moved` makes it movable, by hand or by the arrow keys. */
  readonly pin?: LngLat;
  readonly moved?: (at: LngLat) => void;
  readonly chosen?: (id: string) => void;
  /** Pixels between marks that stand by themselves; more where marks are larger. */
  readonly apart?: number;
  /** Told after every move. */
  readonly looked?: () => void;
  /** What to show at first; without it everything there is. */
  readonly view?: { readonly at: LngLat; readonly zoom: number };
}
export interface Shown {
  tickets(all: readonly Marked[]): void;
  /** What was counted instead; `marked` when the hexagons stand for the tickets, else they are heat alone. */
  hexes(all: readonly Hex[], marked: boolean): void;
  /** One more layer under a name, drawn anew each time; none of them takes it away. */
  over(name: string, sign: string, marks: readonly Over[], picked: (mark: Over) => void): void;
  /** The part in sight with some air around it: west, south, east, north, and its width in pixels. */
  sight(): { readonly box: readonly number[]; readonly wide: number };
  here(fix: Here): void;
  pin(at: LngLat): void;
  /** Bring a ticket out of its cluster into the middle, with its words. */
  focus(id: string): void;
  /** Everything that is drawn, in sight. */
  whole(): void;
  close(): void;
}

const CHINA: L.LatLngBoundsExpression = [[18, 73], [54, 135]];
const STREET = 17;
/** What is drawn beyond the edge, so that a small move finds it there. */
const AIR = 0.15;
const KINDS = ["doors", "points", "components"] as const;

export async function showMap(element: HTMLElement, options: Options = {}): Promise<Shown> {
  await dress(options.style ?? element.dataset.style);
  const base = options.base ?? { kind: "none" };
  element.classList.add("map-shown");
  const map = L.map(element, { crs: crsOf(base), zoomControl: false, zoomSnap: base.kind === "tiles" ? 1 : 0.25, maxZoom: 20, minZoom: 4, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds(CHINA);
  layGround(map, base);

  const bounds = L.latLngBounds([]);
  const reach = (spots: readonly { lng: number; lat: number }[] = []): void => spots.forEach(({ lng, lat }) => bounds.extend([lat, lng]));
  if (options.grids?.length) {
    outlineLayer(map, options.grids).addTo(map);
    options.grids.forEach(({ outline }) => outline.forEach(([lng, lat]) => bounds.extend([lat, lng])));
  }
  const places = { doors: placeLayer(map, "door"), points: placeLayer(map, "point"), components: placeLayer(map, "component") };
  const stand = (found: Places): void => KINDS.forEach((kind) => found[kind] && places[kind](found[kind]));
  stand(options);
  KINDS.forEach((kind) => reach(options[kind]));
  for (const way of options.ways ?? []) L.polyline(way.map(([lng, lat]) => L.latLng(lat, lng)), { className: "map-way", interactive: false }).addTo(map);

  let drawn: ReturnType<typeof ticketLayer> | undefined;
  const tickets = (all: readonly Marked[]): void => {
    drawn?.layer.remove();
    drawn = ticketLayer(all, options.chosen, options.apart);
    map.addLayer(drawn.layer);
    reach(all);
  };
  let counted: L.LayerGroup | undefined;
  const hexes = (all: readonly Hex[], marked: boolean): void => {
    counted?.remove();
    counted = hexLayer(all, marked, (at) => map.setView(at, Math.min(map.getZoom() + 2, map.getMaxZoom()), { animate: false })).addTo(map);
    reach(all);
  };
  const overs = new Map<string, L.LayerGroup>();
  const over = (name: string, sign: string, marks: readonly Over[], picked: (mark: Over) => void): void => {
    overs.get(name)?.remove();
    overs.set(name, overLayer(name, sign, marks, picked).addTo(map));
  };
  const sight = (): { box: number[]; wide: number } => {
    const seen = map.getBounds().pad(AIR);
    return { box: [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()], wide: Math.round(map.getSize().x * (1 + 2 * AIR)) };
  };
  let fix: L.LayerGroup | undefined;
  const here = ({ lng, lat, accuracy_m = 0 }: Here): void => {
    fix?.remove();
    fix = L.layerGroup([
      L.circle([lat, lng], { radius: accuracy_m, className: "map-unsure", interactive: false }),
      L.marker([lat, lng], { icon: L.divIcon({ className: "map-here", iconSize: [18, 18] }), interactive: false, keyboard: false, title: "您在这里" }),
    ]).addTo(map);
    bounds.extend(L.latLng(lat, lng).toBounds(Math.max(60, accuracy_m * 2)));
  };
  let stuck: L.Marker | undefined;
  const pin = ([lng, lat]: LngLat): void => {
    stuck ??= pinMarker(map, options.moved);
    stuck.setLatLng([lat, lng]).addTo(map);
    bounds.extend([lat, lng]);
  };

  tickets(options.tickets ?? []);
  if (options.here) here(options.here);
  if (options.pin) pin(options.pin);
  const whole = (): void => {
    if (bounds.isValid()) map.fitBounds(bounds, { maxZoom: STREET, padding: [24, 24] });
  };
  if (options.view) map.setView([options.view.at[1], options.view.at[0]], options.view.zoom);
  else whole();
  if (options.around) lookAround(map, options.around, stand);
  if (options.looked) map.on("moveend", options.looked);
  const fits = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  fits.observe(element);

  return {
    tickets,
    hexes,
    over,
    sight,
    here,
    pin,
    whole,
    focus(id) {
      const marker = drawn?.byId.get(id);
      if (marker && drawn) drawn.layer.zoomToShowLayer(marker, () => {
        map.panTo(marker.getLatLng(), { animate: false });
        L.popup({ offset: [0, -12], closeButton: false, autoClose: true }).setLatLng(marker.getLatLng()).setContent(plain(marker.options.title ?? "")).openOn(map);
      });
    },
    close() {
      fits.disconnect();
      map.remove();
      element.classList.remove("map-shown");
    },
  };
}

/** After every move that ends near the ground; an answer that a later move has overtaken is dropped. */
function lookAround(map: L.Map, ask: (middle: LngLat) => Promise<Places | undefined>, stand: (found: Places) => void): void {
  let turn = 0;
  const look = async (): Promise<void> => {
    if (map.getZoom() < STREET) return;
    const mine = ++turn;
    const { lng, lat } = map.getCenter();
    const found = await ask([lng, lat]);
    if (found && mine === turn) stand(found);
  };
  map.on("moveend", () => void look());
  void look();
}

/** A pin that a finger drags, a tap on the map moves, and arrow keys push by two metres. */
function pinMarker(map: L.Map, moved?: (at: LngLat) => void): L.Marker {
  const pin = L.marker([0, 0], { icon: L.divIcon({ className: "map-pin", iconSize: [44, 56], iconAnchor: [22, 54] }), draggable: !!moved, autoPan: true, title: moved ? "地点，可以拖动" : "地点", alt: "地点", zIndexOffset: 1000 });
  if (!moved) return pin;
  const tell = (): void => moved([pin.getLatLng().lng, pin.getLatLng().lat]);
  pin.on("dragend", tell);
  map.on("click", ({ latlng }: L.LeafletMouseEvent) => {
    pin.setLatLng(latlng);
    tell();
  });
  pin.on("keydown", ({ originalEvent: event }: L.LeafletKeyboardEvent) => {
    const step = ({ ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] } as Record<string, [number, number]>)[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const { lat, lng } = pin.getLatLng();
    const degrees = 2 / 111_200;
    pin.setLatLng([lat + step[1] * degrees, lng + (step[0] * degrees) / Math.cos((lat * Math.PI) / 180)]);
    tell();
  });
  return pin;
}

/** The map's own style, fetched with the map: no other page pays for it. */
async function dress(address: string | undefined): Promise<void> {
  if (!address || document.querySelector(`link[href="${address}"]`)) return;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  await new Promise<void>((ready) => {
    link.onload = link.onerror = () => ready();
    document.head.append(link);
  });
}
