/** Entry of the field client: what every page shares, then the page itself. */
import { mint } from "./device/mint.ts";
import type { Here } from "./field/here.ts";
import { openFieldShelf } from "./field/kept.ts";
import { fetchPack, keptPack, type Me, type Pack, readPack } from "./field/pack.ts";
import { calmly, note } from "./field/page.ts";
import { startQueue } from "./field/queue.ts";
import { showBar } from "./field/bar.ts";
import { startSwitches } from "./field/looks.ts";
import { keepParts, startWorker } from "./field/worker.ts";
import { capture } from "./field/capture.ts";
import { check } from "./field/check.ts";
import { home } from "./field/home.ts";
import { install } from "./field/install.ts";
import { leave } from "./field/leave.ts";
import { aroundMe } from "./field/map.ts";
import { outbox } from "./field/outbox.ts";
import { patrol } from "./field/patrol.ts";
import { keepBefore, recheck } from "./field/recheck.ts";

const PAGES: Readonly<Record<string, (here: Here) => Promise<void> | void>> = { home, capture, patrol, recheck, outbox, map: aroundMe, check, leave };
const PACK_AGE = 5 * 60_000;
const CALM = 250;

async function start(name: string): Promise<void> {
  const shelf = openFieldShelf();
  const kept = await keptPack(shelf);
  let pack: Pack = kept?.pack ?? readPack({});
  let packAt = kept?.at ?? 0;
  let me = await shelf.look<Me>("kept", "me");
  const hearers: (() => void)[] = [];
  const updates = startWorker();

  // A queue that drains changes many times a second; who looks reads the whole shelf.
  const changed = calmly(() => {
    for (const hear of hearers) hear();
    void showBar(shelf, queue.mine).then(updates.offer);
  }, CALM);
  const queue = startQueue(shelf, () => me?.account ?? "", (out) => {
    if (out) askToSignIn();
    changed();
  });
  const refresh = async (): Promise<void> => {
    const fetched = await fetchPack(shelf);
    if (fetched === "signin") askToSignIn();
    if (fetched === "away") return changed();
    if (fetched !== "signin") note("signin", "");
    const fresh = await keptPack(shelf);
    pack = fresh?.pack ?? pack;
    packAt = fresh?.at ?? packAt;
    me = await shelf.look<Me>("kept", "me");
    changed();
    if (fetched === "fresh") await keepBefore(here);
  };
  const here: Here = {
    shelf,
    queue,
    pack: () => pack,
    packAt: () => packAt,
    me: () => me,
    refresh,
    onChange: (hear) => hearers.push(hear),
    device: async () => {
      const known = await shelf.look<string>("kept", "device");
      if (known) return known;
      const fresh = mint();
      await shelf.put("kept", "device", fresh);
      return fresh;
    },
  };
  addEventListener("mashang-update", changed);
  addEventListener("online", () => void refresh());
  await PAGES[name]?.(here);
  changed();
  // The sign-in may be another one than at the last page: whose items may go is settled first.
  const ofOthers = (await shelf.all()).some((item) => !queue.mine(item));
  if (Date.now() - packAt > PACK_AGE || !me || ofOthers) await refresh();
  await queue.retry();
  await navigator.serviceWorker?.ready;
  await keepParts(shelf).catch(() => undefined); // no line or no room: asked again at the next page
}

function askToSignIn(): void {
  const back = encodeURIComponent(location.pathname);
  note("signin", "登录到时间了。拍的都还在手机里，登录后接着传。", "soon", [["登录", `/desk/sign-in?next=${back}`]]);
}

const name = document.body.dataset.page ?? "";
startSwitches();
if (name === "install") install();
else if ("indexedDB" in window && "createImageBitmap" in window && crypto.subtle) {
  void start(name).catch((error: unknown) => {
    note("broken", "这台手机打不开本地存储，离线拍照用不了。请退出无痕模式，或换个浏览器。", "late", [["自检", "/f/check"]]);
    throw error;
  });
} else note("broken", "这个浏览器太旧，离线功能用不了。", "late", [["怎么办", "/f/install"]]);
