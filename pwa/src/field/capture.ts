/** 随手拍: the camera first; everything else may stay as it was the last time. */
import { far, type Fix, locate, type Missing, ROUGH_M } from "../device/position.ts";
import { bytesOf } from "../device/picture.ts";
import { isFull, roomForPhoto } from "../device/space.ts";
import { claim } from "../device/alone.ts";
import { canRecord } from "../device/voice.ts";
import { askNear, codeIn, type Offered, offeredByWords, offeredNear, type Same, sameInPack } from "./around.ts";
import { type Here, seal } from "./here.ts";
import type { Role } from "./kept.ts";
import type { Keeping } from "./keeping.ts";
import { findClasses, type Matter } from "./pack.ts";
import { by, fill, make, moment } from "./page.ts";
import { type Chosen, draftFor, formOf, freshDraft, lockOf, missing, payloadOf, titleOf, withForm } from "./report.ts";
import { choices, Thumbs } from "./thumbs.ts";

const MOST_PHOTOS = 4;
const TYPING_PAUSE = 300;
const CHIPS = 5;
const LOST: Readonly<Record<Missing, string>> = {
  denied: "定位被关了。请在下面选门牌或点位，或到手机设置里打开定位。",
  absent: "一时定不上位。可以先选门牌或点位，也可以走到开阔处再试。",
  nowhere: "手机给的位置不对，没有用它。请选门牌或点位，或重新定位。",
};
const FULL = "手机存不下这张照片了，写的字已经存好。先把待上传的传完，或清理一下手机空间，再拍。";

export async function capture(here: Here): Promise<void> {
  const page = new CapturePage(here, await draftFor(here));
  await page.start();
}

class CapturePage {
  private readonly form = by<HTMLFormElement>("capture");
  private readonly text = by<HTMLTextAreaElement>("text");
  private readonly shot = by<HTMLInputElement>("shot");
  private readonly self = by<HTMLButtonElement>("self");
  private readonly say = by("say");
  private readonly thumbs: Thumbs;
  private offered: Offered[] = [];
  private same: Same[] = [];
  private typing = 0;
  private unsaved = true;
  private locating: Promise<void> | undefined;
  private lost: Missing | undefined;
  private sentBefore = new Set<string>();

  constructor(
    private readonly here: Here,
    private draft: Keeping,
  ) {
    this.thumbs = new Thumbs(by("thumbs"), here.shelf, (id) => void this.draft.remove(id).then(this.show));
  }

  async start(): Promise<void> {
    const begun = this.draft.item.parts.length > 0;
    this.text.value = formOf(this.draft.item).text;
    this.listen();
    this.show();
    this.here.onChange(() => void this.tellSent());
    this.here.onChange(() => this.showClasses());
    await Promise.all(this.draft.item.parts.map((part) => this.draft.prepare(part.id)));
    this.show();
    if (begun) this.tell("上次拍的还在，接着来。");
    if (!formOf(this.draft.item).place) void this.locate();
    else void this.lookAround();
  }

  // ---- what the person does

  private listen(): void {
    this.text.addEventListener("input", () => {
      this.unsaved = true;
      clearTimeout(this.typing);
      this.typing = window.setTimeout(() => void this.save(), TYPING_PAUSE);
    });
    document.addEventListener("visibilitychange", () => document.hidden && void this.save());
    addEventListener("pagehide", () => void this.save());
    for (const input of [this.shot, by<HTMLInputElement>("album")]) {
      // The camera may kill the page: the draft is on disk before the picker opens, and there is room for what it brings.
      input.onclick = (event) => {
        if (!this.unsaved) return;
        event.preventDefault();
        void this.ready().then((fits) => fits && input.click());
      };
      input.onchange = () => void this.take(input).catch(this.fail);
    }
    by("class-words").addEventListener("input", () => this.showClasses());
    by("place-words").addEventListener("input", () => this.showPlaces());
    by("locate").onclick = () => void this.locate();
    by("scan").onclick = () => void this.scan();
    by("pin").onclick = () => void this.movePin();
    by("voice").onclick = () => void this.speak();
    by("voice").hidden = !canRecord();
    this.self.onclick = () => void this.handleMyself();
    this.form.onsubmit = (event) => {
      event.preventDefault();
      void this.send().catch(this.fail);
    };
  }

  private async ready(): Promise<boolean> {
    if (!(await roomForPhoto())) {
      await this.save().catch(() => undefined);
      this.tell(FULL, "late");
      return false;
    }
    this.unsaved = true;
    await this.save();
    return true;
  }

  private async save(): Promise<void> {
    clearTimeout(this.typing);
    if (!this.unsaved) return;
    this.unsaved = false;
    await this.draft.save((item) => withForm(item, { text: this.text.value }));
  }

  private async take(input: HTMLInputElement): Promise<void> {
    const files = Array.from(input.files ?? []);
    const room = MOST_PHOTOS - this.photos();
    const takenAt = moment();
    const first = this.draft.item.parts.length === 0;
    if (first) await this.draft.save((item) => ({ ...item, draft: { ...item.draft, begunAt: takenAt } }));
    const located = this.locate();
    const ids: string[] = [];
    for (const file of files.slice(0, room)) {
      if (file.size === 0) this.tell("这张照片是空的，请再拍一张。", "late");
      else ids.push(await this.draft.add(await bytesOf(file), { role: this.role(), takenAt }));
    }
    input.value = "";
    this.unsaved = true;
    this.show();
    await Promise.all(ids.map((id) => this.draft.prepare(id)));
    this.show();
    await located;
    const { place } = formOf(this.draft.item);
    if (place) for (const id of ids) await this.draft.describe(id, { place });
    if (files.length > room) this.tell(`一次最多 ${MOST_PHOTOS} 张，多的没放进来。`);
  }

  private async send(): Promise<void> {
    this.unsaved = true;
    await this.save();
    const wanting = missing(this.draft.item);
    if (wanting && this.locating) await this.locating;
    const still = missing(this.draft.item);
    if (still) {
      this.tell(still, "late");
      by(still.includes("在哪") ? "place-words" : "text").focus();
      return;
    }
    await Promise.all(this.draft.item.parts.filter((part) => !part.sha256).map((part) => this.draft.prepare(part.id)));
    const item = { ...this.draft.item, draft: { ...this.draft.item.draft, title: titleOf(this.draft.item) } };
    const { category, category_name } = formOf(item);
    await seal(this.here, item, payloadOf(item));
    if (category) await this.here.shelf.put("kept", "last-class", { category, category_name });
    this.sentBefore.add(item.id);
    this.draft = freshDraft(this.here, { category, category_name });
    void claim(lockOf(this.draft.item));
    this.text.value = "";
    this.same = [];
    this.offered = [];
    this.unsaved = true;
    by<HTMLInputElement>("place-words").value = "";
    this.show();
    this.tell("已保存在手机，正在传。接着拍下一件也行。");
  }

  private fail = (error: unknown): void => {
    if (isFull(error)) this.tell(FULL, "late");
    else {
      this.tell("没存上，请再试一次。写的字还在。", "late");
      throw error;
    }
  };

  // ---- 自行处置, voice, scan, pin

  private async handleMyself(): Promise<void> {
    const shots = this.draft.item.draft.shots;
    const roles = Object.values(shots).map(({ role }) => role);
    if (!formOf(this.draft.item).self) {
      const renamed = Object.fromEntries(Object.entries(shots).map(([id, shot]) => [id, shot.role === "problem" ? { ...shot, role: "before" as const } : shot]));
      await this.draft.save((item) => withForm({ ...item, draft: { ...item.draft, shots: renamed } }, { self: true }));
    } else if (roles.includes("before") && roles.includes("after")) return this.send().catch(this.fail);
    this.show();
    if (!roles.includes("after") && roles.length) this.shot.click();
  }

  private role(): Role {
    if (!formOf(this.draft.item).self) return "problem";
    return Object.values(this.draft.item.draft.shots).some(({ role }) => role === "before") ? "after" : "before";
  }

  private async speak(): Promise<void> {
    const { recordInto } = await import("./speaking.ts");
    await recordInto(by("recording"), async (bytes) => {
      this.unsaved = true;
      await this.save();
      const id = await this.draft.add(bytes, { role: "voice", takenAt: moment() });
      await this.draft.prepare(id);
      this.show();
    }, (words) => this.tell(words, "late")).catch(this.fail);
  }

  private async scan(): Promise<void> {
    const { scanCode } = await import("../device/scanner.ts").catch(() => ({ scanCode: undefined }));
    if (!scanCode) return this.tell("扫码的部分还没下载，请输入门牌上的短码。");
    const seen = await scanCode();
    const place = seen && codeIn(seen);
    if (place) await this.choose(place);
    else if (seen) this.tell("这个码不是门牌、点位或部件的码。");
  }

  private async movePin(): Promise<void> {
    const { pinOn } = await import("./pin.ts").catch(() => ({ pinOn: undefined }));
    const { place } = formOf(this.draft.item);
    if (!pinOn) return this.tell("地图还没下载，先选门牌或点位。");
    await pinOn(by("pin-map"), this.here.pack(), place, (moved) => void this.placed(moved));
  }

  // ---- where

  private locate(): Promise<void> {
    this.locating ??= this.ask().finally(() => (this.locating = undefined));
    return this.locating;
  }

  private async ask(): Promise<void> {
    const draft = this.draft;
    by("fix").textContent = "正在定位…";
    const found = await locate();
    if (draft !== this.draft) return; // sent meanwhile with what was known then
    this.lost = typeof found === "string" ? found : undefined;
    if (typeof found === "object") await this.placed(found);
    this.show();
  }

  private async placed(place: Fix): Promise<void> {
    await this.draft.save((item) => withForm(item, { place }));
    this.show();
    await this.lookAround();
  }

  private async lookAround(): Promise<void> {
    const { place } = formOf(this.draft.item);
    if (!place) return;
    this.offered = offeredNear(this.here.pack(), place);
    this.same = sameInPack(this.here.pack(), place);
    this.show();
    const near = await askNear(place);
    if (!near) return;
    this.offered = near.places.length ? near.places : this.offered;
    this.same = near.same;
    this.show();
  }

  private async choose(chosen: Chosen | undefined): Promise<void> {
    await this.draft.save((item) => withForm(item, { chosen }));
    this.show();
  }

  // ---- what the person sees

  private show = (): void => {
    const { item } = this.draft;
    const form = formOf(item);
    this.thumbs.show(item);
    const full = this.photos() >= MOST_PHOTOS;
    this.shot.disabled = full;
    by<HTMLInputElement>("album").disabled = full;
    by("shoot").toggleAttribute("data-full", full);
    by("shoot").querySelector("span")!.textContent = form.self ? (this.role() === "after" ? "拍处理后" : "拍处理前") : item.parts.length ? "再拍" : "拍照";
    this.showFix(form.place);
    this.showClasses();
    this.showPlaces();
    this.showSame();
    this.showActs();
  };

  private photos(): number {
    return Object.values(this.draft.item.draft.shots).filter(({ role }) => role !== "voice").length;
  }

  private showFix(place: Fix | undefined): void {
    const line = by("fix");
    if (place) {
      const rough = place.accuracy_m > ROUGH_M;
      line.dataset.tone = rough ? "soon" : "ok";
      line.textContent = place.source === "pin" ? "位置是您在地图上点的。" : rough ? `定位只准到 ${place.accuracy_m} 米，最好再选一个门牌或点位。` : `已定位，准到 ${place.accuracy_m} 米。`;
    } else if (this.lost) {
      line.dataset.tone = "late";
      line.textContent = LOST[this.lost];
    } else line.textContent = "正在等定位…";
  }

  private showClasses(): void {
    const { category, category_name } = formOf(this.draft.item);
    const { classes } = this.here.pack();
    const sought = by<HTMLInputElement>("class-words").value;
    const last: Matter[] = category ? [classes.find(({ code }) => code === category) ?? { code: category, name: category_name, letters: "", danger: false, self_handle: false }] : [];
    const rest = (sought ? findClasses(classes, sought) : classes).filter(({ code }) => code !== category);
    const shown = [...last, ...rest.slice(0, CHIPS)];
    fill(
      by("classes"),
      ...shown.map(({ code, name }) =>
        make("label", { class: "chip" }, make("input", { type: "radio", name: "category", value: code, ...(code === category && { checked: true }), change: () => void this.chooseClass(code, name) }), make("span", {}, name)),
      ),
      shown.length === 0 && make("p", { class: "soft" }, sought ? "没有这一类，不选也能发。" : "分类随离线包下载，不选也能发。"),
    );
  }

  private async chooseClass(category: string, category_name: string): Promise<void> {
    await this.draft.save((item) => withForm(item, { category, category_name }));
    by<HTMLInputElement>("class-words").value = "";
    this.show();
    by("classes").querySelector<HTMLInputElement>(":checked")?.focus();
  }

  private showPlaces(): void {
    const { chosen } = formOf(this.draft.item);
    const typed = by<HTMLInputElement>("place-words").value;
    const found: Offered[] = typed.trim() ? offeredByWords(this.here.pack(), typed) : this.offered;
    const rows = chosen && !found.some(({ code }) => code === chosen.code) ? [chosen, ...found] : found;
    const shown = rows.map((one: Offered) => ({ value: `${one.kind} ${one.code}`, words: one.words, more: one.metres === undefined ? "" : far(one.metres) }));
    choices(by("places"), "place", shown, chosen ? `${chosen.kind} ${chosen.code}` : "", (value) => void this.choose(rows.find((one) => `${one.kind} ${one.code}` === value)));
  }

  private showSame(): void {
    const section = by("same");
    const { joins } = formOf(this.draft.item);
    section.hidden = this.same.length === 0;
    fill(
      section.querySelector(".rows")!,
      ...this.same.map((one) =>
        make(
          "label",
          { class: "row" },
          make("input", { type: "checkbox", ...(joins === one.id && { checked: true }), change: (event) => void this.joinTo((event.target as HTMLInputElement).checked ? one : undefined) }),
          make("span", {}, `${one.class} · ${one.state_words}`, make("small", {}, ` ${one.number} · ${one.place ?? ""} ${far(one.distance_m)} · ${one.age_words}`)),
          make("b", {}, "同一件"),
        ),
      ),
    );
  }

  private async joinTo(one: Same | undefined): Promise<void> {
    await this.draft.save((item) => withForm(item, { joins: one?.id, joins_words: one?.number }));
    this.show();
  }

  private showActs(): void {
    const form = formOf(this.draft.item);
    const may = this.here.pack().classes.some(({ code, self_handle }) => code === form.category && self_handle);
    const roles = Object.values(this.draft.item.draft.shots).map(({ role }) => role);
    by("send").textContent = form.joins ? "发出，并到那一件" : form.self ? "不处理了，转给别人办" : "发出，转给别人办";
    this.self.hidden = !may || Boolean(form.joins);
    this.self.textContent = !form.self ? "我已当场处理" : roles.includes("after") ? "发出，已自行处置" : "拍一张处理后";
  }

  private tell(words: string, tone = ""): void {
    this.say.dataset.tone = tone;
    this.say.textContent = words;
  }

  private async tellSent(): Promise<void> {
    for (const id of this.sentBefore) {
      const done = await this.here.shelf.look<{ number: string }>("done", id);
      if (!done?.number) continue;
      this.sentBefore.delete(id);
      this.tell(`已受理，单号 ${done.number}。`);
    }
  }
}
