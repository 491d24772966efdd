/** 待复查: the photo from before beside what the camera sees now, so that the new one is taken from the same place. */
import { locate } from "../device/position.ts";
import { bytesOf } from "../device/picture.ts";
import { type Here, seal } from "./here.ts";
import { Keeping, promised } from "./keeping.ts";
import type { Recheck } from "./pack.ts";
import { by, fill, make, moment } from "./page.ts";
import { keepShot, shootButton } from "./shoot.ts";
import { pictureOf, Thumbs } from "./thumbs.ts";

/** As on the desk's page: what a person with gloves on can tap instead of typing. */
const REASONS = ["没修", "没修好", "修好又坏了", "现场没收拾", "地方不对"];
const QUALITY = 0.9;

export async function recheck(here: Here): Promise<void> {
  let open = "";
  const show = async (): Promise<void> => {
    const wanted = location.hash.slice(1);
    if (wanted && wanted === open) return;
    open = wanted;
    by("recheck-act").hidden = true;
    const task = here.pack().rechecks.find(({ ticket }) => ticket === wanted);
    if (task) await new Looking(here, task).start();
    else await showTasks(here);
  };
  addEventListener("hashchange", () => void show());
  here.onChange(() => void show());
  await show();
}

async function showTasks(here: Here): Promise<void> {
  const sent = new Set((await here.shelf.all()).filter(({ stage, kind }) => kind === "recheck" && stage !== "draft").map(({ draft }) => draft.form.ticket));
  const arrived = new Set((await here.shelf.list<{ id: string }>("done")).map(({ id }) => id));
  const looked = (await here.shelf.look<Record<string, string>>("kept", "looked")) ?? {};
  const left = here.pack().rechecks.filter(({ ticket }) => !sent.has(ticket) && !arrived.has(looked[ticket] ?? ""));
  const rows = left.map((one) =>
    make("li", {}, make("a", { class: "row", href: `#${one.ticket}` }, make("span", {}, make("b", {}, `${one.class || "一件"} · ${one.place}`), make("small", {}, ` ${one.number}${one.said ? ` · ${one.said}` : ""}`)), make("b", {}, "去看"))),
  );
  const sum = left.length ? `${left.length} 件办好了，等您去看一眼。` : "没有等您复查的。";
  fill(by("recheck"), make("p", { class: "lead", role: "status" }, sum), make("ul", { class: "rows" }, ...rows));
}

class Looking {
  private readonly keeping: Keeping;
  private readonly say = make("p", { class: "say", role: "status" });
  private readonly list = make("ul", { class: "thumbs" });
  private readonly thumbs: Thumbs;
  private readonly reasons = make("fieldset", { class: "card", hidden: true });
  private stream: MediaStream | undefined;

  constructor(
    private readonly here: Here,
    private readonly task: Recheck,
  ) {
    this.keeping = new Keeping(here.shelf, `recheck-${task.ticket}`, "recheck", here.me()?.account ?? "", { ticket: task.ticket });
    this.thumbs = new Thumbs(this.list, here.shelf, (id) => void this.keeping.remove(id).then(() => this.show()));
  }

  async start(): Promise<void> {
    const { here, task } = this;
    const found = (await here.shelf.all()).find(({ key, stage }) => key === this.keeping.item.key && stage === "draft");
    if (found) this.keeping.item = found;
    const before = task.before[0] && (await pictureOf(here.shelf, `before ${task.before[0].url}`, "kept"));
    const said = task.said && make("p", {}, `办的人说：${task.said}`);
    const side = make("div", { class: "side" }, make("figure", {}, before ? make("img", { src: before, alt: "处理前" }) : make("p", { class: "blank" }, "处理前的照片没下载"), make("figcaption", {}, "处理前")));
    const words = make("textarea", { id: "recheck-words", rows: 2, maxlength: 2000 });
    words.addEventListener("input", () => void this.change({ words: words.value }));
    words.value = String(this.keeping.item.draft.form.words ?? "");
    fill(
      this.reasons,
      make("legend", {}, "哪里不对"),
      make("div", { class: "chips" }, ...REASONS.map((reason) => make("label", { class: "chip" }, make("input", { type: "radio", name: "why", value: reason, change: () => void this.change({ reason }) }), make("span", {}, reason)))),
    );
    fill(
      by("recheck"),
      make("p", {}, make("a", { class: "second", href: "#", click: () => this.close() }, "‹ 回到待复查")),
      make("h2", {}, `${task.class || "复查"} · ${task.place}`),
      side,
      make("p", { class: "soft" }, task.number),
      said,
      this.list,
      this.reasons,
      make("label", { class: "ask", for: "recheck-words" }, "还有要说的（可以不写）"),
      words,
    );
    const live = await this.openCamera(side, before);
    const buttons = [live ? make("button", { type: "button", class: "camera", click: () => void this.shoot(live) }, "拍") : this.picker("拍现在的样子", false)];
    if (here.pack().switches.recheck_camera_only === false) buttons.push(this.picker("相册", true));
    fill(
      by("recheck-act"),
      this.say,
      make("p", { class: "pair" }, ...buttons),
      make("p", { class: "pair" }, make("button", { type: "button", class: "send plain", id: "fail", click: () => void this.fail() }, "不通过"), make("button", { type: "button", class: "send", id: "pass", click: () => void this.send("pass") }, "通过")),
    );
    by("recheck-act").hidden = false;
    addEventListener("hashchange", () => this.close(), { once: true });
    this.show();
    const fix = await locate();
    if (typeof fix === "object") await this.change({ place: fix });
  }

  /** The camera beside the old photo, with the old one faintly over it; undefined where the camera stays shut. */
  private async openCamera(side: HTMLElement, before: string | undefined): Promise<HTMLVideoElement | undefined> {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
      const video = make("video", { muted: true, playsinline: true, autoplay: true });
      video.muted = true;
      video.srcObject = this.stream;
      side.append(make("figure", {}, video, before ? make("img", { class: "ghost", src: before, alt: "" }) : false, make("figcaption", {}, "现在：和淡影对齐再拍")));
      await video.play();
      return video;
    } catch {
      return undefined;
    }
  }

  private picker(words: string, album: boolean): HTMLElement {
    return shootButton({ words, role: "after", album, look: album ? "second" : "camera", keeping: () => this.keeping, taken: () => this.show(), complain: this.tell });
  }

  private async shoot(video: HTMLVideoElement): Promise<void> {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!blob) return this.tell("这一下没拍上，再按一次。");
    await keepShot(this.keeping, await bytesOf(blob), "after");
    this.show();
  }

  private show(): void {
    this.thumbs.show(this.keeping.item);
    if (this.keeping.item.parts.length) this.tell("拍好了。看清楚再定。");
  }

  private change(more: Record<string, unknown>): Promise<void> {
    return this.keeping.save((item) => ({ ...item, draft: { ...item.draft, form: { ...item.draft.form, ...more } } }));
  }

  private async fail(): Promise<void> {
    const { reason, words } = this.keeping.item.draft.form;
    this.reasons.hidden = false;
    if (reason || words) return this.send("fail");
    this.tell("点一下哪里不对，或写一句，再按不通过。");
    this.reasons.querySelector("input")?.focus();
  }

  private async send(verdict: "pass" | "fail"): Promise<void> {
    const { here, task, keeping } = this;
    if (keeping.item.parts.length === 0) return this.tell("先拍一张现在的样子。");
    const { id } = await seal(here, keeping, `${task.number} ${verdict === "pass" ? "通过" : "不通过"}`, (item) => {
      const { reason, words, place } = item.draft.form as { reason?: string; words?: string; place?: object };
      return {
        ticket: task.ticket,
        ...(task.task && { task: task.task }),
        verdict,
        ...(verdict === "fail" && { reason: reason ?? words }),
        ...(words && { words }),
        ...(place && { place }),
        captured_at: moment(new Date(item.draft.begunAt)),
        sent_at: moment(),
        photos: promised(item),
      };
    });
    const looked = (await here.shelf.look<Record<string, string>>("kept", "looked")) ?? {};
    await here.shelf.put("kept", "looked", { ...looked, [task.ticket]: id });
    location.hash = "";
  }

  private close(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
  }

  private tell = (words: string): void => void (this.say.textContent = words);
}

/** Keep the photos from before on the phone, for the cellar where one stands again. */
export async function keepBefore(here: Here): Promise<void> {
  for (const { before } of here.pack().rechecks) {
    const [first] = before;
    if (!first || (await here.shelf.look("kept", `before ${first.url}`))) continue;
    const answer = await fetch(first.small ?? first.url, { redirect: "manual" }).catch(() => undefined);
    if (answer?.ok && (answer.headers.get("Content-Type") ?? "").startsWith("image/")) await here.shelf.put("kept", `before ${first.url}`, await answer.arrayBuffer()).catch(() => undefined);
  }
}
