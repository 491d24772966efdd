/** 地图: where points, tickets and doors lie, drawn when the map has been loaded, and always said in words, nearest first. */
import { far, type Fix, locate, metres } from "../device/position.ts";
import type { Here } from "./here.ts";
import type { Shown } from "../map/show.ts";
import { groundOf, placed } from "./ground.ts";
import { by, fill, make } from "./page.ts";

const SHOWN = 30;

interface Mark {
  readonly words: string;
  readonly more: string;
  readonly lng: number;
  readonly lat: number;
  readonly href?: string;
}

export async function aroundMe(here: Here): Promise<void> {
  let fix: Fix | undefined;
  const show = (): void => {
    const marks = marksOf(here).map((mark) => ({ ...mark, away: fix ? metres(fix, mark) : 0 }));
    if (fix) marks.sort((a, b) => a.away - b.away);
    by("map-state").textContent = marks.length === 0 ? "还没有离线包，回首页下载。" : fix ? "离您最近的：" : "没定上位，先按名单看。";
    fill(by("around"), ...marks.slice(0, SHOWN).map((mark) => make("li", {}, make(mark.href ? "a" : "p", mark.href ? { class: "row", href: mark.href } : { class: "row" }, make("span", {}, make("b", {}, mark.words), make("small", {}, ` ${mark.more}`)), fix ? make("b", {}, far(mark.away)) : false))));
  };
  here.onChange(show);
  show();
  const drawn = draw(here);
  const found = await locate();
  if (typeof found === "object") fix = found;
  show();
  if (fix) (await drawn)?.here(fix);
}

/** The drawn map; undefined where its part has not been loaded and there is no line. */
async function draw(here: Here): Promise<Shown | undefined> {
  const frame = by("map");
  try {
    const { showMap } = await import("../map/show.ts");
    frame.hidden = false;
    const chosen = (id: string): void => location.assign(`/desk/tickets/${id}`);
    return await showMap(frame, { ...groundOf(here.pack()), chosen });
  } catch {
    frame.hidden = true;
    return undefined;
  }
}

function marksOf(here: Here): Mark[] {
  const { points, tickets } = here.pack();
  return [
    ...placed(tickets).map((one) => ({ words: `${one.class} · ${one.state_words}`, more: `${one.number} ${one.place}`, lng: one.lng, lat: one.lat, href: `/desk/tickets/${one.id}` })),
    ...placed(points).map((one) => ({ words: one.name, more: one.type_name ?? "点位", lng: one.lng, lat: one.lat, href: `/f/patrol#${encodeURIComponent(one.code)}` })),
  ];
}
