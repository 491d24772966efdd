// Markers: a ticket is its lamp (a shape and a colour), a cluster the worst lamp inside and how many, a place a small mark.
import L from "leaflet";
import "leaflet.markercluster";

export type Lamp = "green" | "yellow" | "red";
export interface Spot {
  readonly lng: number;
  readonly lat: number;
  readonly words: string;
}
export interface Marked extends Spot {
  readonly id: string;
  readonly lamp: Lamp | "";
  /** Another sign than the lamp's shape, and the kind of mark that its style knows. */
  readonly sign?: string;
  readonly kind?: string;
  readonly urgent?: boolean;
}
export type PlaceKind = "door" | "point" | "component";

const SHAPES: Record<Lamp, string> = { green: "●", yellow: "▲", red: "■" };
const WORST: readonly Lamp[] = ["red", "yellow", "green"];
/** From which zoom on places are worth drawing: a street, a house, a lamp post. */
const FROM: Record<PlaceKind, number> = { point: 14, door: 17, component: 18 };

const NAMED_FROM = 15.5;
/** Pixels between the middles of marks that stand by themselves. */
const APART = 56;

interface Face {
  readonly lamp: Lamp;
  readonly sign: string;
  readonly kind: string;
}
const PLAIN = "ticket";
const faces = new WeakMap<L.Marker, Face>();

export function worstOf(all: readonly Lamp[]): Lamp {
  return WORST.find((lamp) => all.includes(lamp)) ?? "green";
}

function icon(kind: string, lamp: Lamp, text: string, size: number): L.DivIcon {
  const face = document.createElement("span");
  face.append(text);
  return L.divIcon({ html: face, className: `map-mark map-${kind} map-${lamp}`, iconSize: [size, size] });
}

/** Tickets in clusters; `chosen` is told of the one that was tapped. */
export function ticketLayer(tickets: readonly Marked[], chosen?: (id: string) => void, apart = APART): { layer: L.MarkerClusterGroup; byId: Map<string, L.Marker> } {
  const layer = L.markerClusterGroup({
    maxClusterRadius: apart,
    showCoverageOnHover: false,
    animate: false,
    spiderLegPolylineOptions: { weight: 1, color: "currentColor" },
    iconCreateFunction: (cluster) => {
      const count = cluster.getChildCount();
      const inside = cluster.getAllChildMarkers().flatMap((marker) => faces.get(marker) ?? []);
      const worst = worstOf(inside.map(({ lamp }) => lamp));
      // of marks as bad as each other the one of a kind of its own says more: something waits here
      const alike = inside.filter(({ lamp }) => lamp === worst);
      const { sign = SHAPES[worst], kind = PLAIN } = alike.find((face) => face.kind !== PLAIN) ?? alike[0] ?? {};
      return icon(kind === PLAIN ? "cluster" : `cluster map-${kind}`, worst, `${sign} ${count > 999 ? "999+" : count}`, 48);
    },
  });
  const byId = new Map<string, L.Marker>();
  for (const { id, lng, lat, lamp: given, words, urgent, sign, kind = PLAIN } of tickets) {
    const lamp = given || "green";
    const marker = L.marker([lat, lng], { icon: icon(urgent ? `${kind} map-urgent` : kind, lamp, sign ?? SHAPES[lamp], 44), title: words, alt: words, keyboard: false });
    faces.set(marker, { lamp, sign: sign ?? SHAPES[lamp], kind });
    if (chosen) marker.on("click", () => chosen(id));
    byId.set(id, marker);
  }
  layer.addLayers([...byId.values()]);
  return { layer, byId };
}

/** Tickets that were counted by the server: as many as a cluster says, the worst lamp, borders when heat is wanted. */
export interface Hex {
  readonly lng: number;
  readonly lat: number;
  readonly n: number;
  readonly red?: number;
  readonly yellow?: number;
  readonly urgent?: number;
  readonly ring?: readonly (readonly [number, number])[];
}
export function hexLayer(hexes: readonly Hex[], marked: boolean, opened: (at: L.LatLng) => void): L.LayerGroup {
  const most = Math.max(1, ...hexes.map(({ n }) => n));
  const layer = L.layerGroup();
  for (const { ring, n } of hexes) {
    // the root, so that one heap does not leave everything else white
    if (ring) layer.addLayer(L.polygon(ring.map(([lng, lat]) => L.latLng(lat, lng)), { className: "map-heat", interactive: false, stroke: false, fillOpacity: 0.1 + 0.6 * Math.sqrt(n / most) }));
  }
  if (marked) for (const { lng, lat, n, red = 0, yellow = 0, urgent = 0 } of hexes) {
    const lamp = red ? "red" : yellow ? "yellow" : "green";
    const words = `${n} 件${red ? `，${red} 件已超时` : ""}${yellow ? `，${yellow} 件快到时限` : ""}${urgent ? `，${urgent} 件急` : ""}`;
    const marker = L.marker([lat, lng], { icon: icon(urgent ? "cluster map-urgent" : "cluster", lamp, `${SHAPES[lamp]} ${short(n)}`, 48), title: words, alt: words, keyboard: false });
    layer.addLayer(marker.on("click", () => opened(marker.getLatLng())));
  }
  return layer;
}

/** What lies over the tickets: whistles, rounds, components; counted (`n`) or one by one. */
export interface Over {
  readonly lng: number;
  readonly lat: number;
  readonly id?: string;
  readonly n?: number;
  readonly lamp?: Lamp;
  readonly words?: string;
  readonly url?: string;
}
export function overLayer(name: string, sign: string, marks: readonly Over[], picked: (mark: Over) => void): L.LayerGroup {
  return L.layerGroup(
    marks.map((mark) => {
      const words = mark.words ?? `${mark.n} 个`;
      const marker = L.marker([mark.lat, mark.lng], { icon: icon(`over map-${name}`, mark.lamp ?? "green", mark.n ? `${sign} ${short(mark.n)}` : sign, 44), title: words, alt: words, keyboard: false, zIndexOffset: mark.n ? -500 : 500 });
      return marker.on("click", () => picked(mark));
    }),
  );
}

const short = (count: number): string => (count > 9999 ? "9999+" : String(count));

/** Doors, points, components: drawn when one is near enough to tell them apart. */
export function placeLayer(map: L.Map, kind: PlaceKind): (spots: readonly Spot[]) => void {
  const layer = L.layerGroup();
  const show = (): void => void (map.getZoom() >= FROM[kind] ? layer.addTo(map) : layer.remove());
  map.on("zoomend", show);
  return (spots) => {
    layer.clearLayers();
    for (const { lng, lat, words } of spots) {
      const mark = L.divIcon({ className: `map-place map-${kind}`, iconSize: [12, 12] });
      layer.addLayer(L.marker([lat, lng], { icon: mark, title: words, alt: words, keyboard: false, zIndexOffset: -1000 }));
    }
    show();
  };
}

/** Borders of grids, with their names where there is room for them. */
export function outlineLayer(map: L.Map, grids: readonly { readonly name?: string; readonly outline: readonly (readonly [number, number])[] }[]): L.LayerGroup {
  const names = L.layerGroup();
  const borders = grids.map(({ name, outline }) => {
    const border = L.polygon(outline.map(([lng, lat]) => L.latLng(lat, lng)), { className: "map-grid", interactive: false });
    if (name) names.addLayer(L.tooltip({ permanent: true, direction: "center", className: "map-grid-name" }).setLatLng(border.getBounds().getCenter()).setContent(plain(name)));
    return border;
  });
  const show = (): void => void (map.getZoom() >= NAMED_FROM ? names.addTo(map) : names.remove());
  map.on("zoomend", show);
  show();
  return L.layerGroup(borders);
}

/** Words as words: whatever a person typed is never read as markup. */
export function plain(words: string): HTMLElement {
  const text = document.createElement("span");
  text.textContent = words;
  return text;
}
