/** 待上传: where each thing is, in honest and calm words, and what can be done about it. */
import { mint } from "../device/mint.ts";
import { redraft } from "../queue/steps.ts";
import type { Here } from "./here.ts";
import { type Done, type FieldItem, listDone } from "./kept.ts";
import { type Act, ago, by, control, fill, make } from "./page.ts";
import { withForm } from "./report.ts";
import { pictureOf } from "./thumbs.ts";

const DONE_SHOWN = 20;
const KINDS: Readonly<Record<string, string>> = { report: "上报", visit: "巡查打卡", recheck: "复查" };

export async function outbox(here: Here): Promise<void> {
  const show = async (): Promise<void> => {
    const all = (await here.shelf.all()).filter((item) => item.stage !== "draft" || item.trouble);
    const mine = all.filter(here.queue.mine);
    const others = all.length - mine.length;
    by("outbox-state").textContent = mine.length === 0 ? "都传完了。" : `${mine.length} 件存在手机里，有网就自己传，关掉也不会丢。`;
    if (others) by("outbox-state").textContent += ` 还有 ${others} 件是别的同事在这台手机上拍的，等他登录再传。`;
    fill(by("items"), ...(await Promise.all(mine.map((item) => row(here, item)))));
    const done = (await listDone(here.shelf)).filter(({ owner }) => !owner || owner === here.me()?.account);
    fill(by("done"), ...done.slice(0, DONE_SHOWN).map(arrived));
    by<HTMLButtonElement>("export").disabled = all.length === 0;
  };
  let turn = Promise.resolve();
  let waits = false;
  const next = (): Promise<void> => {
    waits = false;
    return show();
  };
  here.onChange(() => {
    if (!waits) turn = turn.then(next, next);
    waits = true;
  });
  by("drain").onclick = () => void here.queue.retry();
  by("export").onclick = () => void exportAll(here);
  await show();
}

/** Where it is: the three states of the contract, the photos, and why it does not go on. */
export function stageOf(item: FieldItem, now = Date.now()): { words: string; tone: string; why: string } {
  const safe = item.parts.filter((part) => part.safe).length;
  const photos = item.parts.length ? ` · 照片 ${safe}/${item.parts.length}` : "";
  const number = item.receipt?.words.number;
  const words = (number ? `已受理（${number}）` : item.known ? "已上传" : "已保存在手机") + photos;
  if (item.stage === "parked" || item.stage === "draft") return { words, tone: "late", why: reason(item) };
  if (item.stage === "paused") return { words, tone: "", why: "登录后接着传。" };
  if (item.dueAt > now) return { words, tone: number ? "ok" : "", why: `没连上，${Math.max(1, Math.round((item.dueAt - now) / 1000))} 秒后自己再试。` };
  return { words, tone: number ? "ok" : "", why: navigator.onLine === false ? "没有网，连上就传。" : "正在传。" };
}

function reason(item: FieldItem): string {
  const { status = 0, detail = "", fields = {} } = item.trouble ?? {};
  const said = detail === "lost" ? "有一张照片在这台手机上找不到了，别的都在。" : (Object.values(fields)[0] ?? detail);
  if (status === 409) return `${said || "服务器上已经有一份不一样的。"}要改就「改一改再发」。`;
  if (status === 413) return "太大了，服务器没收。" + (item.parts.length ? "去掉一张照片再发。" : "写短一点再发。");
  return said || "服务器没收下。可以再试，或改一改再发。";
}

async function row(here: Here, item: FieldItem): Promise<HTMLElement> {
  const { words, tone, why } = stageOf(item);
  const first = item.parts.find(({ id }) => item.draft.shots[id]?.role !== "voice");
  const picture = first && (await pictureOf(here.shelf, first.id));
  const img = picture && make("img", { src: picture, alt: "", load: () => URL.revokeObjectURL(picture) });
  const kind = KINDS[item.kind ?? "report"] ?? "上报";
  const head = make(
    "div",
    { class: "head" },
    img,
    make("p", {}, make("b", {}, item.draft.title || kind), ` · ${kind} · ${ago(Date.parse(item.draft.begunAt))}`),
    make("p", { class: "stage", "data-tone": tone }, words),
    make("p", {}, why),
  );
  return make("li", { "data-item": item.id }, head, acts(here, item));
}

function acts(here: Here, item: FieldItem): HTMLElement | false {
  const known: Act[] = item.stage === "paused" ? [["登录", "/desk/sign-in?next=/f/outbox"]] : [["再试", () => void here.queue.retry(item.id)]];
  const mayEdit = (item.kind ?? "report") === "report" && !item.receipt?.words.number;
  const stuck = item.stage === "parked" || item.stage === "draft";
  const all: Act[] = item.stage === "draft" ? [] : known;
  if (stuck && mayEdit) all.push(["改一改再发", () => void editAsNew(here, item)]);
  if (stuck || item.tries > 2) all.push(["删掉", () => void forget(here, item)]);
  return (stuck || item.stage === "paused" || item.dueAt > Date.now()) && make("p", { class: "pair" }, ...all.map(control));
}

/** A change to frozen words is a new report; only where the server holds the old one does it replace it. */
async function editAsNew(here: Here, item: FieldItem): Promise<void> {
  const replaces = item.trouble?.status === 409 ? { replaces: item.id } : {};
  const fresh = withForm(redraft(item, mint(), item.draft), replaces);
  await here.shelf.replace(item, fresh);
  location.assign("/f/capture");
}

async function forget(here: Here, item: FieldItem): Promise<void> {
  const photos = item.parts.length ? `和 ${item.parts.length} 张照片` : "";
  if (!confirm(`删掉「${item.draft.title}」？手机里存的话${photos}会一起删掉，找不回来。`)) return;
  await here.shelf.drop(item);
  here.queue.go();
}

function arrived({ title, kind, number, outcome, why, at }: Done): HTMLElement {
  const words = number ? `已受理（${number}）` : "已上传";
  const refused = outcome === "refused";
  return make("li", {}, make("p", {}, make("b", {}, title || (KINDS[kind] ?? "")), ` · ${ago(at)}`), make("p", { class: "stage", "data-tone": refused ? "late" : "ok" }, refused ? `收到了，但没办成：${why}` : words));
}

async function exportAll(here: Here): Promise<void> {
  const button = by<HTMLButtonElement>("export");
  button.disabled = true;
  const { exportFile } = await import("./export.ts");
  const file = await exportFile(here.shelf, here.me()?.account ?? "", await here.device());
  const address = URL.createObjectURL(file);
  make("a", { href: address, download: `mashang-${new Date().toISOString().slice(0, 10)}.zip` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  button.disabled = false;
}
