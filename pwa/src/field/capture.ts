/** 随手拍: the camera first; everything else may stay as it was the last time. */
import { type Fix, locate, type Missing } from "../device/position.ts";
import { isFull, roomForPhoto } from "../device/space.ts";
import { claim, release } from "../device/alone.ts";
import { canRecord } from "../device/voice.ts";
import { askNear, type Offered, offeredNear, type Same, sameInPack, scannedPlace } from "./around.ts";
import { nextRole, photosLeft, roles, showActs, showCamera, showClasses, showFix, showPlaces, showSame } from "./capture_view.ts";
import { type Here, seal } from "./here.ts";
import type { Keeping } from "./keeping.ts";
import { by, moment } from "./page.ts";
import { begunNow, type Chosen, draftFor, formOf, freshDraft, isBegun, lockOf, mayHaveMoved, missing, payloadOf, renamed, titleOf, withForm } from "./report.ts";
import { scan } from "./scan.ts";
import { beforePicker, FULL, keepShots } from "./shoot.ts";
import { Thumbs } from "./thumbs.ts";

const TYPING_PAUSE = 300;

export async function capture(here: Here): Promise<void> {
  await new CapturePage(here, await draftFor(here)).start();
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
  private taking: Promise<unknown> = Promise.resolve();
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
    // Somebody may have begun to type before this ran.
    const { text } = formOf(this.draft.item);
    if (!this.text.value.includes(text)) this.text.value = [text, this.text.value].filter(Boolean).join("\n");
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
      if (!isBegun(this.draft.item)) this.begin();
      clearTimeout(this.typing);
      this.typing = window.setTimeout(() => void this.save(), TYPING_PAUSE);
    });
    document.addEventListener("visibilitychange", () => document.hidden && void this.save());
    addEventListener("pagehide", () => void this.save());
    for (const input of [this.shot, by<HTMLInputElement>("album")]) {
      beforePicker(input, () => this.ready());
      input.onchange = () => void this.take(input).catch(this.fail);
    }
    document.querySelector(".bar .shutter")?.addEventListener("click", (event) => {
      event.preventDefault(); // under the thumb: the camera, not the same page again
      if (!this.shot.disabled) this.shot.click();
    });
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
      void this.passOn().catch(this.fail);
    };
  }

  /** Words have no shutter: the first one says when, and where, unless the person has put the pin there. */
  private begin(): void {
    void this.draft.save((item) => withForm(begunNow(item, moment()), { text: this.text.value })).catch(this.fail);
    if (mayHaveMoved(this.draft.item)) void this.locate();
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
    const { draft } = this;
    const files = Array.from(input.files ?? []);
    const room = photosLeft(draft.item);
    const located = this.locate();
    const keeping = keepShots(draft, files.slice(0, room), nextRole, this.tell);
    this.taking = keeping;
    const ids = await keeping;
    input.value = "";
    this.unsaved = true;
    this.show();
    await Promise.all(ids.map((id) => draft.prepare(id)));
    this.show();
    await located;
    const { place } = formOf(draft.item);
    if (place) for (const id of ids) await draft.describe(id, { place });
    if (files.length > room) this.tell(`一次最多 4 张，多的没放进来。`);
  }

  /** 转给别人办, also after one began to settle it oneself: then all photos show the problem. */
  private async passOn(): Promise<void> {
    if (formOf(this.draft.item).self) await this.draft.save((one) => withForm(renamed(renamed(one, "before", "problem"), "after", "problem"), { self: false }));
    await this.send();
  }

  private async send(): Promise<void> {
    const { taking } = this;
    this.taking = Promise.resolve();
    await taking; // a photo that is just being kept goes along
    this.unsaved = true;
    await this.save();
    // Words alone have no shutter at which the position was asked.
    if (missing(this.draft.item) && (this.locating || !this.lost)) await this.locate();
    const wanting = missing(this.draft.item);
    if (wanting) {
      this.tell(wanting, "late");
      by(wanting.includes("在哪") ? "place-words" : "text").focus();
      return;
    }
    await this.save(); // what was typed while the position was asked goes along
    const { id } = await seal(this.here, this.draft, titleOf(this.draft.item), payloadOf);
    const { category, category_name, text } = formOf(this.draft.item);
    if (category) await this.here.shelf.put("kept", "last-class", { category, category_name });
    this.sentBefore.add(id);
    release(lockOf(this.draft.item));
    this.draft = freshDraft(this.here, { category, category_name });
    void claim(lockOf(this.draft.item));
    // Whoever writes on while it is being kept has begun the next one.
    this.text.value = this.text.value.startsWith(text) ? this.text.value.slice(text.length).trimStart() : this.text.value;
    this.same = [];
    this.offered = [];
    this.unsaved = true;
    by<HTMLInputElement>("place-words").value = "";
    this.show();
    scrollTo(0, 0);
    void this.locate();
    this.tell(`已保存在手机，${navigator.onLine ? "正在传" : "连上网就传"}。接着拍下一件也行。`);
  }

  private fail = (error: unknown): void => {
    this.tell(isFull(error) ? FULL : "没存上，请再试一次。写的字还在。", "late");
    if (!isFull(error)) throw error;
  };

  // ---- 自行处置, voice, scan, pin

  private async handleMyself(): Promise<void> {
    const { item } = this.draft;
    const known = roles(item);
    if (!formOf(item).self) await this.draft.save((one) => withForm(renamed(one, "problem", "before"), { self: true }));
    else if (known.includes("before") && known.includes("after")) return this.send().catch(this.fail);
    this.show();
    if (known.length && !known.includes("after")) this.shot.click();
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
    const seen = await scan((words) => this.tell(words));
    const place = seen && scannedPlace(this.here.pack(), seen);
    if (place) await this.choose(place);
    else if (seen) this.tell(seen.includes("/p/") ? "离线包里没有这个点位。请找它的名字，或下载新的离线包。" : "这个码不是门牌、点位或部件的码。");
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
    this.thumbs.show(item);
    showCamera(item);
    showFix(formOf(item).place, this.lost);
    this.showClasses();
    this.showPlaces();
    showSame(item, this.same, (one) => void this.joinTo(one));
    showActs(item, this.here.pack());
  };

  private showClasses = (): void => showClasses(this.draft.item, this.here.pack(), (code, name) => void this.chooseClass(code, name));
  private showPlaces = (): void => showPlaces(this.draft.item, this.here.pack(), this.offered, (place) => void this.choose(place));

  private async chooseClass(category: string, category_name: string): Promise<void> {
    await this.draft.save((item) => withForm(item, { category, category_name }));
    by<HTMLInputElement>("class-words").value = "";
    this.show();
    by("classes").querySelector<HTMLInputElement>(":checked")?.focus();
  }

  private async joinTo(one: Same | undefined): Promise<void> {
    await this.draft.save((item) => withForm(item, { joins: one?.id, joins_words: one?.number }));
    this.show();
  }

  private tell = (words: string, tone = ""): void => {
    this.say.dataset.tone = tone;
    this.say.textContent = words;
  };

  private async tellSent(): Promise<void> {
    for (const id of this.sentBefore) {
      const done = await this.here.shelf.look<{ number: string }>("done", id);
      if (!done?.number) continue;
      this.sentBefore.delete(id);
      this.tell(`已受理，单号 ${done.number}。`);
    }
  }
}
