// The two-minute clock runs on from what the server counted, by a clock that no one can set wrong.
import { all, one } from "./find.ts";

export function runRings(): void {
  const opened = performance.now();
  const tick = (): void => {
    for (const ring of all<HTMLElement>(document, "[data-ring]")) draw(ring, (performance.now() - opened) / 1000);
  };
  if (one(document, "[data-ring]")) setInterval(tick, 1000);
}

export function watch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole >= 3600) return whole >= 86400 ? `${Math.floor(whole / 86400)} 天` : `${Math.floor(whole / 3600)} 小时`;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function lampOf(seconds: number, limit: number): "green" | "yellow" | "red" {
  return seconds > limit ? "red" : seconds >= limit * 0.75 ? "yellow" : "green";
}

function draw(ring: HTMLElement, since: number): void {
  const limit = Number(ring.dataset.limit);
  const seconds = Number(ring.dataset.elapsed) + since;
  ring.dataset.lamp = lampOf(seconds, limit);
  one(ring, ".ring-run")?.setAttribute("stroke-dasharray", `${Math.min(100, (100 * seconds) / limit).toFixed(1)} 100`);
  const time = one(ring, ".ring-time");
  if (time) time.textContent = watch(seconds);
}
