/** The bar at the bottom: how much waits, and the camera from every page in one tap. */
import { bytesOf } from "../device/picture.ts";
import { roomForPhoto } from "../device/space.ts";
import type { FieldItem, FieldShelf } from "./kept.ts";
import { make } from "./page.ts";

/** Show how many of mine wait; answers whether nothing is on its way. */
export async function showBar(shelf: FieldShelf, mine: (item: FieldItem) => boolean): Promise<boolean> {
  const waiting = (await shelf.all()).filter((item) => item.stage !== "draft" && mine(item));
  const badge = document.querySelector<HTMLElement>(".badge");
  if (badge) {
    badge.hidden = waiting.length === 0;
    badge.textContent = waiting.length > 99 ? "99+" : String(waiting.length);
    badge.setAttribute("aria-label", `${waiting.length} 件`);
  }
  return !waiting.some((item) => item.stage === "queued" && item.dueAt <= Date.now() + 1_000);
}

/**
 * 随手拍 opens the camera itself and leads to the form with the photo in it. `ready` puts the draft on disk before the
 * picker opens, for the camera may kill the page; `take` keeps the bytes.
 */
export function cameraOfBar(ready: () => Promise<unknown>, take: (bytes: ArrayBuffer) => Promise<void>): void {
  const link = document.querySelector<HTMLAnchorElement>(".bar .shutter");
  if (!link || link.hasAttribute("aria-current")) return;
  const shot = make("input", { type: "file", accept: "image/*", capture: "environment", hidden: true, "aria-hidden": "true", tabindex: -1 });
  link.after(shot);
  const leave = (): void => location.assign(link.href);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    void roomForPhoto().then((fits) => (fits ? ready().then(() => shot.click()) : leave()), leave);
  });
  shot.onchange = async () => {
    const file = shot.files?.[0];
    if (file && file.size > 0) await take(await bytesOf(file)).catch(() => undefined);
    leave();
  };
}
