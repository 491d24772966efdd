/** 今日巡查: the stops in walking order; a tap opens the check-in. */
import { far, type Fix, locate, metres } from "../device/position.ts";
import { labelled, shortCode } from "./around.ts";
import { cameraOfBar } from "./bar.ts";
import { checkIn } from "./checkin.ts";
import type { Here } from "./here.ts";
import type { Point, Stop } from "./pack.ts";
import { by, control, fill, make } from "./page.ts";
import { freshDraft } from "./report.ts";
import { scan } from "./scan.ts";

const WHY: Readonly<Record<string, string>> = { second: "抽中再看一次", overdue: "过了日子", due: "今天该看" };

export async function patrol(here: Here): Promise<void> {
  let fix: Fix | undefined;
  let open = "";
  const show = async (): Promise<void> => {
    const [wanted = "", scanned = ""] = location.hash.slice(1).split("=").map(decodeURIComponent);
    if (wanted && wanted === open) return; // what is being filled in stays as it is
    open = wanted;
    const point = here.pack().points.find(({ code }) => code === wanted);
    by("patrol-act").hidden = true;
    if (point) await checkIn(here, point, fix, scanned);
    else await showStops(here, fix);
  };
  addEventListener("hashchange", () => void show());
  here.onChange(() => void show());
  const draft = freshDraft(here);
  cameraOfBar(() => draft.save((item) => item), async (bytes) => void (await draft.add(bytes, { role: "problem", takenAt: new Date().toISOString() })));
  await show();
  const found = await locate();
  if (typeof found === "object") fix = found;
  await show();
}

/** The points of today that were looked at from this phone; the server's own list may be older. */
export async function lookedAt(here: Here): Promise<string[]> {
  return (await here.shelf.look<string[]>("kept", `stops-${here.pack().plan.date}`)) ?? [];
}

async function showStops(here: Here, fix: Fix | undefined): Promise<void> {
  const { plan, points } = here.pack();
  const looked = await lookedAt(here);
  const isDone = ({ point, done }: Stop): boolean => done === true || looked.includes(point);
  const left = plan.stops.filter((stop) => !isDone(stop)).length;
  const sum = plan.stops.length === 0 ? "今天没有排给您的点。" : left === 0 ? "今天的点都看完了。" : `还有 ${left} 处，一共 ${plan.stops.length} 处。`;
  const rows = plan.stops.flatMap((stop) => {
    const point = points.find(({ code }) => code === stop.point);
    return point ? [row(stop, point, isDone(stop), fix)] : [];
  });
  const round = make("p", { class: "pair" }, make("a", { class: "second", href: "/desk/patrol/mine" }, plan.round ? "下岗" : "上岗"), control(["扫点位码", () => void scanPoint(here)]), control(["找别的点", () => find(here)]));
  fill(by("patrol"), make("p", { class: "lead", role: "status" }, sum), make("ol", { class: "rows" }, ...rows), make("div", { id: "found", class: "rows" }), round);
}

function row(stop: Stop, point: Point, done: boolean, fix: Fix | undefined): HTMLElement {
  const away = fix && point.lng !== undefined && point.lat !== undefined ? far(metres(fix, { lng: point.lng, lat: point.lat })) : "";
  const link = make(
    "a",
    { class: "row", href: `#${encodeURIComponent(point.code)}` },
    make("span", {}, make("b", {}, point.name), make("small", {}, ` ${done ? "看过了" : (WHY[stop.why] ?? "")}${point.type_name ? ` · ${point.type_name}` : ""}`)),
    make("b", {}, done ? "✓" : away),
  );
  return make("li", {}, link);
}

/** The label opens the check-in at its point; that it was scanned goes along. */
async function scanPoint(here: Here): Promise<void> {
  const complain = (words: string): void => fill(by("found"), make("p", { role: "status" }, words));
  const seen = await scan(complain);
  const point = seen && labelled(here.pack(), seen);
  if (point) location.hash = `${encodeURIComponent(point.code)}=${shortCode(seen)}`;
  else if (seen) complain("离线包里没有这个点位。请用「找别的点」，或下载新的离线包。");
}

/** Any point of the pack by name or code: also one that is not planned may be looked at. */
function find(here: Here): void {
  const list = make("div", { class: "rows" });
  const box = make("input", { type: "search", id: "point-words", autocomplete: "off" });
  box.addEventListener("input", () => {
    const words = box.value.trim().toLowerCase();
    const fit = words ? here.pack().points.filter(({ name, code }) => name.toLowerCase().includes(words) || code.toLowerCase() === words) : [];
    fill(list, ...fit.slice(0, 8).map((point) => make("a", { class: "row", href: `#${encodeURIComponent(point.code)}` }, point.name, make("small", {}, point.code))));
  });
  fill(by("found"), make("label", { class: "ask", for: "point-words" }, "点位名或编号"), box, list);
  box.focus();
}
