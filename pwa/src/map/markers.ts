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
export function ticketLayer(tickets: readonly Marked[], chosen?: (id: string) => void): { layer: L.MarkerClusterGroup; byId: Map<string, L.Marker> } {
  const layer = L.markerClusterGroup({
    maxClusterRadius: 48,
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
