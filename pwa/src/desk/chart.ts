// A picture over a table that says the same. ECharts is large: it comes only to pages that have a chart.
import { all } from "./find.ts";

interface Told {
  readonly rows: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

export function drawCharts(): void {
  for (const frame of all<HTMLElement>(document, "[data-chart]")) void draw(frame);
}

async function draw(frame: HTMLElement): Promise<void> {
  const told = JSON.parse(frame.dataset.chart ?? "null") as Told | null;
  if (!told?.rows.length) return;
  const { showBars } = await import("../chart/bars.ts");
  frame.hidden = false;
  const again = showBars(frame, told.rows, told.series);
  again();
  new ResizeObserver(again).observe(frame);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
}
