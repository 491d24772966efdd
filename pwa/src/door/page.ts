/** The door page with scripts: the form stays the form; what it holds is on the phone first and goes out from there. */
import { claim } from "../device/alone.ts";
import { mint } from "../device/mint.ts";
import { bytesOf } from "../device/picture.ts";
import type { Item, Receipt, Store } from "../queue/item.ts";
import { freeze, redraft, wake } from "../queue/steps.ts";
import { Draft } from "./draft.ts";
import { begunAt, type Fields, isEmpty, lock, moment, payloadOf, readFields, writeFields } from "./fields.ts";
import { type Acts, progress, say } from "./progress.ts";
import { offerVoice } from "./speaking.ts";
import { Thumbs } from "./thumbs.ts";
import { fill, type Words } from "./words.ts";

const MOST_PHOTOS = 4;
const TYPING_PAUSE = 300;

export class DoorPage implements Acts {
  private readonly draft: Draft;
  private readonly thumbs: Thumbs;
  private readonly door: string;
  private readonly shot: HTMLInputElement;
  private readonly button = document.querySelector<HTMLButtonElement>("button[form=report]")!;
  private readonly mouth = document.getElementById("voice") as HTMLButtonElement;
  private readonly line = document.getElementById("state")!;
  private preparing: Promise<unknown> = Promise.resolve();
  private typing = 0;
  private unsaved: boolean;
  private givenUp = false;
  /** Picked, and not on the phone's shelf yet. */
  private picked: File[] = [];
  /** Looks at the queue at once; the entry puts the outbox here. */
  go = (): void => undefined;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly store: Store<Fields>,
    private readonly words: Words,
    found: Item<Fields> | undefined,
  ) {
    this.door = form.dataset.door ?? "";
    this.shot = form.elements.namedItem("photos") as HTMLInputElement;
    this.draft = new Draft(store, this.door, readFields(form, moment()), found);
    this.thumbs = new Thumbs(document.getElementById("thumbs")!, words, (id) => void this.draft.removePhoto(id).then(this.show));
    this.unsaved = !found;
    if (found) writeFields(form, found.draft);
    this.own();
    document.documentElement.classList.add("scripted");
    this.preparing = Promise.all(this.draft.item.parts.map((part) => this.prepare(part.id)));
    this.listen();
    this.show();
    if (found?.stage === "draft" && !(isEmpty(found.draft) && found.parts.length === 0)) say(this.line, words.back);
  }

  // ---- what the queue tells

  changed(item: Item<Fields>): void {
    if (item.id !== this.draft.item.id) return;
    this.draft.item = item;
    this.show();
    if (item.stage !== "draft") return;
    const [field, sentence] = Object.entries(item.trouble?.fields ?? {})[0] ?? ["text", item.trouble?.detail];
    this.complain(sentence ?? this.words.refused, field);
  }

  done(item: Item<Fields>, receipt: Receipt): void {
    const { number = "", url } = receipt.words;
    if (item.id !== this.draft.item.id) {
      say(this.line, fill(this.words.accepted, { number }), url ? [[this.words.look, url]] : []);
      return;
    }
    this.form.reset(); // the browser must not bring the old words back with the back button
    location.assign(url || location.href);
  }

  /** The plain form has brought this draft over once, when the phone could not keep it: it is no draft any more. */
  known(draft: Item<Fields>, receipt: Receipt): void {
    const touched = this.unsaved || this.draft.item.draft !== draft.draft || this.draft.item.stage !== "draft";
    if (touched || !receipt.complete || receipt.parts.length < draft.parts.length) return;
    void this.store.drop(draft).then(this.another).then(() => this.done(draft, receipt));
  }

  show = (): void => {
    if (this.givenUp) return;
    const { item } = this.draft;
    const onTheWay = item.stage !== "draft";
    this.thumbs.show(item);
    lock(this.form, onTheWay);
    this.button.disabled = onTheWay;
    this.mouth.disabled = onTheWay || this.voice !== undefined;
    this.shot.disabled = onTheWay || this.room <= 0;
    document.documentElement.classList.toggle("full", this.shot.disabled);
    if (onTheWay) progress(this.line, item, this.words, this);
  };

  // ---- what the person may do about a report that is on its way

  retry = (): void => void this.draft.save(wake).then(this.show).then(this.go);

  change = (): void => {
    const old = this.draft.item;
    // Only a clash means that the far side holds something under the old id.
    const replaces = old.trouble?.status === 409 ? { replaces: old.id } : {};
    this.draft.item = redraft(old, mint(), { ...old.draft, ...replaces });
    this.own();
    say(this.line, "");
    void this.store.replace(old, this.draft.item).then(this.show);
  };

  forget = (): void => {
    if (confirm(this.words.sure)) void this.store.drop(this.draft.item).then(() => location.reload());
  };

  another = (): void => {
    this.form.reset();
    this.draft.renew(readFields(this.form, moment()));
    this.unsaved = true;
    this.own();
    say(this.line, "");
    this.show();
  };

  // ---- the draft

  private listen(): void {
    const { form, shot } = this;
    form.addEventListener("input", () => {
      this.unsaved = true;
      if (this.givenUp) return;
      say(this.line, "");
      clearTimeout(this.typing);
      this.typing = window.setTimeout(() => void this.save().catch(this.giveUp), TYPING_PAUSE);
    });
    document.addEventListener("visibilitychange", () => document.hidden && void this.save());
    addEventListener("pagehide", () => void this.save());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    addEventListener("online", () => this.draft.item.stage === "queued" && this.retry());
    // The camera may kill the page: the draft is on disk before the picker opens.
    shot.parentElement!.addEventListener("pointerdown", () => void this.save().catch(this.giveUp));
    shot.onclick = (event) => {
      if (!this.unsaved) return;
      event.preventDefault();
      void this.save().then(() => shot.click(), this.giveUp);
    };
    shot.onchange = () => void this.takePhotos().catch(this.giveUp);
    offerVoice(this.mouth, this.words, (bytes) => this.hear(bytes).catch(this.giveUp), (words) => say(this.line, words));
    form.onsubmit = (event) => {
      event.preventDefault();
      if (this.draft.item.stage === "draft") void this.send().catch(this.giveUp);
    };
  }

  /** The form and the tab's lock name the draft that is being worked on. */
  private own(): void {
    (this.form.elements.namedItem("report_id") as HTMLInputElement).value = this.draft.item.id;
    void claim(lockOf(this.draft.item));
  }

  private save(): Promise<void> {
    clearTimeout(this.typing);
    if (this.draft.item.stage !== "draft" || !this.unsaved) return Promise.resolve();
    this.unsaved = false;
    const { draft } = this.draft.item;
    const fields = { ...draft, ...readFields(this.form, begunAt(this.draft.item, moment())) };
    return this.draft.save((item) => ({ ...item, draft: fields }));
  }

  private get voice(): string | undefined {
    const { draft, parts } = this.draft.item;
    return parts.find(({ id }) => id === draft.voice)?.id;
  }

  private get room(): number {
    return MOST_PHOTOS - this.draft.item.parts.length + (this.voice ? 1 : 0);
  }

  private async prepare(id: string): Promise<void> {
    const said = id === this.voice && (await this.store.bytes(id));
    if (said) this.thumbs.addVoice(id, said);
    await this.draft.prepare(id, said ? () => undefined : this.thumbs.add(id));
    this.show();
  }

  /** On disk as soon as it is said; the words may then stay empty. */
  private async hear(bytes: ArrayBuffer): Promise<void> {
    const voice = mint();
    this.unsaved = true;
    await this.save();
    await this.draft.save((item) => ({ ...item, draft: { ...item.draft, voice } }));
    await this.draft.addPhoto(bytes, voice);
    this.preparing = Promise.all([this.preparing, this.prepare(voice)]);
    await this.preparing;
  }

  private async takePhotos(): Promise<void> {
    this.picked = Array.from(this.shot.files ?? []).slice(0, this.room);
    const ids: string[] = [];
    for (let file = this.picked[0]; file; file = this.picked[0]) {
      ids.push(await this.draft.addPhoto(await bytesOf(file)));
      this.picked.shift();
    }
    this.shot.value = "";
    this.preparing = Promise.all([this.preparing, ...ids.map((id) => this.prepare(id))]);
    this.show();
  }

  private async send(): Promise<void> {
    this.unsaved = true;
    await this.save();
    await this.preparing;
    const { draft: fields, parts } = this.draft.item;
    if (!fields.text.trim() && parts.length === 0) return this.complain(this.words.empty, "text");
    if (fields.phone.trim() && !fields.consent) return this.complain(this.words.consent, "consent");
    await this.draft.save((item) => freeze(item, payloadOf(item, this.door, this.form.dataset.consent ?? "", moment())));
    this.show();
    this.go();
  }

  private complain(sentence: string, field: string): void {
    say(this.line, sentence);
    const input = this.form.elements.namedItem(field);
    if (!(input instanceof HTMLElement)) return;
    const fold = input.closest("details");
    if (fold) fold.open = true;
    input.focus();
  }

  /** The phone can't keep it: the plain form still can, and is handed the photos that were kept before. */
  private giveUp = async (): Promise<void> => {
    if (this.givenUp) return;
    this.givenUp = true;
    const { form, shot } = this;
    shot.onchange = null;
    shot.onclick = null;
    this.mouth.hidden = true;
    const kept = new DataTransfer();
    for (const { id } of this.draft.item.parts.filter((part) => part.id !== this.voice)) {
      const bytes = await this.store.bytes(id).catch(() => undefined);
      if (bytes) kept.items.add(new File([bytes], `${id}.jpg`, { type: "image/jpeg" }));
    }
    for (const file of this.picked) kept.items.add(file);
    shot.files = kept.files;
    lock(form, false);
    this.button.disabled = false;
    form.onsubmit = null;
    document.documentElement.classList.remove("scripted");
    say(this.line, this.words.full);
  };
}

/** What this door left behind on the phone, sent ones first, unless another tab works on it. */
export async function leftBehind(store: Store<Fields>, door: string): Promise<Item<Fields> | undefined> {
  const items = (await store.all()).filter((item) => item.key === door);
  for (const item of [...items.filter((one) => one.stage !== "draft"), ...items.filter((one) => one.stage === "draft")]) {
    if (await claim(lockOf(item))) return item;
  }
  return undefined;
}

const lockOf = (item: Item<Fields>): string => `mashang-${item.id}`;
