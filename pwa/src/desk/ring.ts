// The two-minute clock runs on from what the server counted.
import { all, one } from "./find.ts";

export function runRings(): void {
  const opened = read();
  const tick = (): void => {
    for (const ring of all<HTMLElement>(document, "[data-ring]")) draw(ring, gone(opened, read()));
  };
  if (one(document, "[data-ring]")) setInterval(tick, 1000);
}

interface Clocks {
  steady: number;
  wall: number;
}

const read = (): Clocks => ({ steady: performance.now(), wall: Date.now() });

/** Seconds since `start`: the steady clock may stand while the machine sleeps, the one on the wall may be set back. */
export function gone(start: Clocks, now: Clocks): number {
  return Math.max(now.steady - start.steady, now.wall - start.wall) / 1000;
}

/** The same words as `watch_words` on the server. */
export function watch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole >= 3600) return whole >= 2 * 86400 ? `${Math.floor(whole / 86400)} 天` : `${Math.floor(whole / 3600)} 小时`;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function lampOf(seconds: number, limit: number): "green" | "yellow" | "red" {
  return seconds > limit ? "red" : seconds >= limit * 0.75 ? "yellow" : "green";
}

function draw(ring: HTMLElement, since: number): void {
  const limit = Number(ring.dataset.limit);
  const seconds = Number(ring.dataset.elapsed) + since;
  ring.toggleAttribute("data-long", seconds >= 600);
  ring.dataset.lamp = lampOf(seconds, limit);
  one(ring, ".ring-run")?.setAttribute("stroke-dasharray", `${Math.min(100, (100 * seconds) / limit).toFixed(1)} 100`);
  const time = one(ring, ".ring-time");
  if (time) time.textContent = watch(seconds);
}
