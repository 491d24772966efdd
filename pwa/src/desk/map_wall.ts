// The figures above the map and the lines of what just changed below it.
import { all, make, one } from "./find.ts";

export interface Totals {
  readonly open: number;
  readonly placed: number;
  readonly red: number;
  readonly yellow: number;
  readonly urgent: number;
  readonly came?: number;
  readonly closed?: number;
}
export interface Line {
  readonly ticket_id: string;
  readonly at: string;
  readonly time: string;
  readonly number: string;
  readonly class_name: string;
  readonly place: string;
  readonly what: string;
}

export function tellTotals(totals: Totals): void {
  for (const figure of all<HTMLElement>(document, "[data-total]")) {
    const count = totals[figure.dataset.total as keyof Totals];
    if (count !== undefined && figure.textContent !== String(count)) figure.textContent = String(count);
  }
}

export function tellTicker(list: HTMLElement, lines: readonly Line[]): void {
  const key = (line: Line): string => `${line.ticket_id} ${line.at} ${line.what}`;
  const known = new Set(all<HTMLElement>(list, "li[data-key]").map((item) => item.dataset.key));
  list.replaceChildren(
    ...lines.map((line) => {
      const item = make("li", {}, make("time", { dateTime: line.at, textContent: line.time }), " ", make("b", { textContent: line.number }), ` ${line.class_name} · ${line.place} `, make("span", { textContent: line.what }));
      item.dataset.key = key(line);
      item.toggleAttribute("data-fresh", known.size > 0 && !known.has(key(line)));
      return item;
    }),
  );
  const stamp = one<HTMLElement>(document, "[data-now]");
  if (stamp) stamp.textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
}
