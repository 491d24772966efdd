// Datums of coordinates, the same maths as webapp/place/datum.py (which names the sources); both are held to
// tests/shared/coordinates.json. Degrees east, north. Outside China everything comes back as it is.
export type Datum = "wgs84" | "gcj02" | "bd09";
export type LngLat = readonly [number, number];

const AXIS = 6378245;
const ECCENTRICITY = 0.00669342162296594323;
const TURNS = (Math.PI * 3000) / 180;
const CLOSE = 1e-11; // degrees: about a thousandth of a millimetre

export function toWgs84(at: LngLat, datum: Datum): LngLat {
  if (datum === "wgs84" || isOutside(at)) return at;
  return turnedBack(gcj02, datum === "bd09" ? turnedBack(bd09, at) : at);
}

export function fromWgs84(at: LngLat, datum: Datum): LngLat {
  if (datum === "wgs84" || isOutside(at)) return at;
  return datum === "bd09" ? bd09(gcj02(at)) : gcj02(at);
}

function isOutside([lng, lat]: LngLat): boolean {
  return !(lng >= 72.004 && lng <= 137.8347 && lat >= 0.8293 && lat <= 55.8271);
}

/** The position that `shift` brings here; each round gains about two digits. */
function turnedBack(shift: (at: LngLat) => LngLat, at: LngLat): LngLat {
  let [x, y] = at;
  for (let round = 0; round < 16; round++) {
    const there = shift([x, y]);
    const dx = at[0] - there[0];
    const dy = at[1] - there[1];
    x += dx;
    y += dy;
    if (Math.abs(dx) < CLOSE && Math.abs(dy) < CLOSE) break;
  }
  return [x, y];
}

function gcj02([lng, lat]: LngLat): LngLat {
  const { sin, cos, sqrt, abs, PI } = Math;
  const x = lng - 105;
  const y = lat - 35;
  const waves = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves;
  north += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  north += ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves;
  east += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const radians = (lat / 180) * PI;
  const flat = 1 - ECCENTRICITY * sin(radians) ** 2;
  const metresNorth = (((AXIS * (1 - ECCENTRICITY)) / (flat * sqrt(flat))) * PI) / 180;
  const metresEast = ((AXIS / sqrt(flat)) * cos(radians) * PI) / 180;
  return [lng + east / metresEast, lat + north / metresNorth];
}

function bd09([lng, lat]: LngLat): LngLat {
  const length = Math.hypot(lng, lat) + 0.00002 * Math.sin(lat * TURNS);
  const angle = Math.atan2(lat, lng) + 0.000003 * Math.cos(lng * TURNS);
  return [length * Math.cos(angle) + 0.0065, length * Math.sin(angle) + 0.006];
}

const EARTH = 6371009; // metres, the mean radius, as in geopy

/** Metres between two positions of one datum, by great circle. */
export function metresBetween(one: LngLat, other: LngLat): number {
  const half = (degrees: number) => Math.sin((degrees * Math.PI) / 360) ** 2;
  const across = Math.cos((one[1] * Math.PI) / 180) * Math.cos((other[1] * Math.PI) / 180);
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half(other[1] - one[1]) + across * half(other[0] - one[0]))));
}
