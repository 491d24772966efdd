/** Where the phone is, asked once, at an act; never followed. */

export interface Fix {
  readonly lng: number;
  readonly lat: number;
  readonly datum: "wgs84";
  readonly accuracy_m: number;
  readonly source: string;
  readonly taken_at: string;
}

/** denied: the person or the phone said no · absent: no answer in time · nowhere: 0,0 or no number at all. */
export type Missing = "denied" | "absent" | "nowhere";

export const ROUGH_M = 50;

export function locate(patience = 12_000): Promise<Fix | Missing> {
  if (!navigator.geolocation) return Promise.resolve("denied");
  return new Promise((resolve) => {
    // Some web views never call back at all.
    const timer = setTimeout(() => resolve("absent"), patience + 1_000);
    const answer = (found: Fix | Missing): void => {
      clearTimeout(timer);
      resolve(found);
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => answer(read(coords.longitude, coords.latitude, coords.accuracy, timestamp)),
      (error) => answer(error.code === error.PERMISSION_DENIED ? "denied" : "absent"),
      { enableHighAccuracy: true, timeout: patience, maximumAge: 5_000 },
    );
  });
}

/** The Geolocation of browsers is WGS-84; a place in the Gulf of Guinea is a phone that had no fix. */
export function read(lng: number, lat: number, accuracy: number, at: number): Fix | Missing {
  const numbers = Number.isFinite(lng) && Number.isFinite(lat) && Math.abs(lng) <= 180 && Math.abs(lat) <= 90;
  if (!numbers || (Math.abs(lng) < 0.01 && Math.abs(lat) < 0.01)) return "nowhere";
  return { lng: round(lng), lat: round(lat), datum: "wgs84", accuracy_m: Math.max(0, Math.round(accuracy) || 0), source: "gps", taken_at: new Date(at || Date.now()).toISOString() };
}

/** Metres between two places on the ground. */
export function metres(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const rad = Math.PI / 180;
  const half = (x: number): number => Math.sin(x / 2) ** 2;
  const h = half((b.lat - a.lat) * rad) + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * half((b.lng - a.lng) * rad);
  return 12_742_017.6 * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Degrees clockwise from north in which b lies as seen from a. */
export function bearing(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const rad = Math.PI / 180;
  const turn = (b.lng - a.lng) * rad;
  const y = Math.sin(turn) * Math.cos(b.lat * rad);
  const x = Math.cos(a.lat * rad) * Math.sin(b.lat * rad) - Math.sin(a.lat * rad) * Math.cos(b.lat * rad) * Math.cos(turn);
  return (Math.atan2(y, x) / rad + 360) % 360;
}

/** "12 米", "1.3 公里". */
export function far(distance: number): string {
  return distance < 950 ? `${Math.max(1, Math.round(distance))} 米` : `${(distance / 1000).toFixed(1)} 公里`;
}

const round = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;
