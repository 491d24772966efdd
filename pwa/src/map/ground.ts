// The ground under the map: nothing, the district's own picture, or a map service's tiles. Everything we hold is
// WGS-84; where tiles are drawn in GCJ-02 the projection itself turns each position, so that nothing else has to know.
import L from "leaflet";
import { fromWgs84, toWgs84 } from "../device/datum.ts";

export type Base =
  | { readonly kind: "none" }
  | { readonly kind: "image"; readonly url: string; readonly bounds: readonly [number, number, number, number] }
  | {
      readonly kind: "tiles";
      readonly datum: "wgs84" | "gcj02";
      readonly credit: string;
      readonly most: number;
      readonly layers: readonly { readonly url: string; readonly digits: string }[];
    };

const mercator = L.Projection.SphericalMercator;

/** Web Mercator over GCJ-02: positions go in and come out in WGS-84. */
const SHIFTED: L.CRS = L.Util.extend({}, L.CRS.EPSG3857, {
  projection: {
    bounds: mercator.bounds,
    project({ lng, lat }: L.LatLng): L.Point {
      const [east, north] = fromWgs84([lng, lat], "gcj02");
      return mercator.project(L.latLng(north, east));
    },
    unproject(point: L.Point): L.LatLng {
      const at = mercator.unproject(point);
      const [lng, lat] = toWgs84([at.lng, at.lat], "gcj02");
      return L.latLng(lat, lng);
    },
  },
});

export function crsOf(base: Base): L.CRS {
  return base.kind === "tiles" && base.datum === "gcj02" ? SHIFTED : L.CRS.EPSG3857;
}

/** Lay the ground; tiles that do not come leave the plain ground, and everything else goes on. */
export function layGround(map: L.Map, base: Base): void {
  if (base.kind === "image") {
    const [west, south, east, north] = base.bounds;
    L.imageOverlay(base.url, [[south, west], [north, east]], { alt: "" }).addTo(map);
  }
  if (base.kind === "tiles") {
    map.attributionControl.addAttribution(base.credit);
    for (const { url, digits } of base.layers) {
      // keys are bound to the site that asks, so the service is told which one that is, and no more
      L.tileLayer(url, { subdomains: digits, maxNativeZoom: base.most, maxZoom: 20, referrerPolicy: "origin", keyboard: false } as L.TileLayerOptions).addTo(map);
    }
  }
}
