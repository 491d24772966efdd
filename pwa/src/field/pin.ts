/** The pin that a person moves when the position is rough; the map is loaded when it is wanted. */
import type { Fix } from "../device/position.ts";
import type { Pack } from "./pack.ts";

export async function pinOn(_frame: HTMLElement, _pack: Pack, _place: Fix | undefined, _moved: (place: Fix) => void): Promise<void> {
  throw new Error("no map yet");
}
