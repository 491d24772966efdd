/** The first page: the next thing to do, and how old the pack is. */
import { bearing, far, type Fix, locate, metres } from "../device/position.ts";
import { cameraOfBar } from "./bar.ts";
import { freshDraft, isBegun, KEY } from "./report.ts";
import type { Here } from "./here.ts";
import type { Point, Stop } from "./pack.ts";
import { lookedAt } from "./patrol.ts";
import { ago, by, control, fill, make } from "./page.ts";
import { keepParts } from "./worker.ts";

export async function home(here: Here): Promise<void> {
  const board = by("next");
  let fix: Fix | undefined;
  const show = async (): Promise<void> => {
    const drafts = (await here.shelf.all()).filter((item) => item.key === KEY && item.stage === "draft" && here.queue.mine(item) && isBegun(item));
    const looked = await lookedAt(here);
    const stop = here.pack().plan.stops.find(({ point, done }) => !done && !looked.includes(point));
    const point = stop && here.pack().points.find(({ code }) => code === stop.point);
    const rechecks = here.pack().rechecks.length;
    if (drafts.length) nextIs(board, "接着写完", `有 ${drafts.length} 件拍了还没发。`, "去写完", "/f/capture");
    else if (stop && point) nextStop(board, stop, point, fix);
    else if (rechecks) nextIs(board, "待复查", `${rechecks} 件办好了，等您去看一眼。`, "去复查", "/f/recheck");
    else nextIs(board, "看见什么，拍什么", "没有排着的事。路上看见的，随手拍下来就有人办。", "随手拍", "/f/capture");
    showPack(here);
  };
  here.onChange(() => void show());
  const first = freshDraft(here);
  cameraOfBar(
    () => first.save((item) => item),
    async (bytes) => {
      await first.add(bytes, { role: "problem", takenAt: new Date().toISOString() });
    },
  );
  startPack(here);
  await show();
  if (here.pack().plan.stops.length) {
    const found = await locate();
    if (typeof found === "object") {
      fix = found;
      await show();
    }
  }
}

function nextIs(board: HTMLElement, title: string, words: string, act: string, href: string): void {
  const link = make("a", { class: "send", href }, act);
  fill(board, make("h2", {}, title), make("p", {}, words), link);
}

function nextStop(board: HTMLElement, stop: Stop, point: Point, fix: Fix | undefined): void {
  const why = { second: "抽中再看一次", overdue: "过了日子", due: "今天该看" }[stop.why] ?? "今天该看";
  const away = fix && point.lng !== undefined && point.lat !== undefined ? { lng: point.lng, lat: point.lat } : undefined;
  const walk = away && fix && make("p", { class: "far" }, `${arrow(bearing(fix, away))} ${far(metres(fix, away))}`);
  fill(board, make("p", { class: "soft" }, `下一处 · ${why}`), make("h2", {}, point.name), walk, make("p", {}, point.words ?? point.code), control(["去打卡", `/f/patrol#${stop.point}`]));
}

/** North is up: the arrow points where to walk when the phone is held towards north. */
function arrow(degrees: number): string {
  return ["↑", "↗", "→", "↘", "↓", "↙", "←", "↖"][Math.round(degrees / 45) % 8] ?? "↑";
}

function startPack(here: Here): void {
  const button = by<HTMLButtonElement>("pack-get");
  button.disabled = false;
  button.onclick = async () => {
    button.disabled = true;
    by("pack-state").textContent = "正在下载…";
    const before = here.packAt();
    await here.refresh();
    const parts = await keepParts(here.shelf, true);
    button.disabled = false;
    showPack(here, here.packAt() > before && parts ? "" : "没下全，有网时再点一次。原来的还在，照样能用。");
  };
}

function showPack(here: Here, more = ""): void {
  // The pack may be here while the scanner is still on its way: who reads 刚才更新 goes down into the cellar.
  if (by<HTMLButtonElement>("pack-get").disabled) return;
  const { points, doors, tickets } = here.pack();
  const age = here.packAt() ? `${ago(here.packAt())}更新：${points.length} 个点位、${doors.length} 个门、近处 ${tickets.length} 件工单。` : "还没有离线包。没有网也能拍、能存；有了它还能查点位和门牌。";
  by("pack-state").textContent = [more, age].filter(Boolean).join("");
}
