/** The pin that a person moves when the position is rough; the map is loaded when it is wanted. */
import type { Fix } from "../device/position.ts";
import { showMap } from "../map/show.ts";
import { groundOf } from "./ground.ts";
import type { Pack } from "./pack.ts";
import { moment } from "./page.ts";

const STREET = 18;

export async function pinOn(frame: HTMLElement, pack: Pack, place: Fix | undefined, moved: (place: Fix) => void): Promise<void> {
  if (frame.classList.contains("map-shown")) return;
  frame.hidden = false;
  const { tickets: _, ...ground } = groundOf(pack);
  const known = place ?? [...(ground.doors ?? []), ...(ground.points ?? [])][0];
  const at = known && ([known.lng, known.lat] as [number, number]);
  await showMap(frame, {
    ...ground,
    ...(place && { here: place }),
    ...(at && { pin: at, view: { at, zoom: STREET } }),
    moved: ([lng, lat]) => moved({ lng, lat, datum: "wgs84", accuracy_m: 0, source: "pin", taken_at: moment() }),
  });
  frame.scrollIntoView({ block: "nearest" });
}
