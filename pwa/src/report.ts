/** The door page with scripts: the form stays the form; what it holds is on the phone first and goes out from there. */
import { claim } from "./device/alone.ts";
import { mint } from "./device/mint.ts";
import { bytesOf } from "./device/picture.ts";
import { reportsBridge } from "./bridge.ts";
import { Draft } from "./door/draft.ts";
import { type Fields, isEmpty, lock, moment, payloadOf, readFields, writeFields } from "./door/fields.ts";
import { startOutbox } from "./door/outbox.ts";
import { type Acts, progress, say } from "./door/progress.ts";
import { Thumbs } from "./door/thumbs.ts";
import { fill, readWords } from "./door/words.ts";
import type { Item, Store } from "./queue/item.ts";
import { openShelf } from "./queue/shelf.ts";
import { freeze, redraft, wake } from "./queue/steps.ts";

const MOST_PHOTOS = 4;
const TYPING_PAUSE = 300;

/** What this door left behind on the phone, sent ones first, unless another tab works on it. */
async function leftBehind(store: Store<Fields>, door: string): Promise<Item<Fields> | undefined> {
  const items = (await store.all()).filter((item) => item.key === door);
  for (const item of [...items.filter((one) => one.stage !== "draft"), ...items.filter((one) => one.stage === "draft")]) {
    if (await claim(`mashang-${item.id}`)) return item;
  }
  return undefined;
}

async function start(form: HTMLFormElement): Promise<void> {
  const words = readWords();
  const store = openShelf<Fields>("mashang-report");
  const door = form.dataset.door ?? "";
  const shot = form.elements.namedItem("photos") as HTMLInputElement;
  const button = document.querySelector<HTMLButtonElement>("button[form=report]")!;
  const line = document.getElementById("state")!;
  const root = document.documentElement.classList;

  const typedElsewhere = "typed" in form.dataset;
  const found = typedElsewhere ? undefined : await leftBehind(store, door);
  const draft = new Draft(store, door, readFields(form, moment()), found);
  const thumbs = new Thumbs(document.getElementById("thumbs")!, words, (id) => void draft.removePhoto(id).then(show));
  /** The form and the tab lock name the draft that is being worked on. */
  const own = (): void => {
    (form.elements.namedItem("report_id") as HTMLInputElement).value = draft.item.id;
    void claim(`mashang-${draft.item.id}`);
  };
  let preparing: Promise<unknown> = Promise.resolve();
  let typing = 0;
  let unsaved = !found;

  const save = (): Promise<void> => {
    clearTimeout(typing);
    if (draft.item.stage !== "draft" || !unsaved) return Promise.resolve();
    unsaved = false;
    const fields = { ...draft.item.draft, ...readFields(form, draft.item.draft.begunAt) };
    return draft.save((item) => ({ ...item, draft: fields }));
  };
  const prepare = (id: string): Promise<void> => draft.prepare(id, thumbs.add(id)).then(show);

  function show(): void {
    const { item } = draft;
    thumbs.show(item);
    lock(form, item.stage !== "draft");
    button.disabled = item.stage !== "draft";
    shot.disabled = button.disabled || item.parts.length >= MOST_PHOTOS;
    root.toggle("full", shot.disabled);
    if (item.stage !== "draft") progress(line, item, words, acts);
  }

  const acts: Acts = {
    retry: () => void draft.save(wake).then(show).then(outbox),
    change() {
      const old = draft.item;
      // Only a clash means that the far side holds something under the old id.
      const replaces = old.trouble?.status === 409 ? { replaces: old.id } : {};
      draft.item = redraft(old, mint(), { ...old.draft, ...replaces });
      own();
      void store.replace(old, draft.item).then(show).then(() => say(line, ""));
    },
    forget: () => confirm(words.sure) && void store.drop(draft.item).then(() => location.reload()),
    another() {
      form.reset();
      say(line, "");
      draft.renew(readFields(form, moment()));
      unsaved = true;
      own();
      show();
    },
  };

  async function takePhotos(): Promise<void> {
    const files = Array.from(shot.files ?? []).slice(0, MOST_PHOTOS - draft.item.parts.length);
    const ids: string[] = [];
    for (const file of files) ids.push(await draft.addPhoto(await bytesOf(file)));
    shot.value = "";
    preparing = Promise.all([preparing, ...ids.map(prepare)]);
    show();
  }

  async function send(): Promise<void> {
    unsaved = true;
    await save();
    await preparing;
    const { draft: fields, parts } = draft.item;
    if (!fields.text.trim() && parts.length === 0) return complain(words.empty, "text");
    if (fields.phone.trim() && !fields.consent) return complain(words.consent, "consent");
    await draft.save((item) => freeze(item, payloadOf(item, door, form.dataset.consent ?? "", moment())));
    show();
    outbox();
  }

  function complain(sentence: string, field: string): void {
    say(line, sentence);
    const input = form.elements.namedItem(field);
    if (!(input instanceof HTMLElement)) return;
    const fold = input.closest("details");
    if (fold) fold.open = true;
    input.focus();
  }

  /** The phone can't keep it: the plain form still can. */
  const giveUp = (): void => {
    root.remove("scripted");
    form.onsubmit = null;
    shot.onchange = null;
    say(line, words.full);
  };

  form.addEventListener("input", () => {
    unsaved = true;
    say(line, "");
    clearTimeout(typing);
    typing = window.setTimeout(() => void save(), TYPING_PAUSE);
  });
  document.addEventListener("visibilitychange", () => document.hidden && void save());
  addEventListener("pagehide", () => void save());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("online", () => draft.item.stage === "queued" && acts.retry());
  shot.parentElement!.addEventListener("pointerdown", () => void save().catch(giveUp));
  shot.onclick = (event) => {
    if (!unsaved) return;
    event.preventDefault();
    void save().then(() => shot.click(), giveUp);
  };
  shot.onchange = () => void takePhotos().catch(giveUp);
  form.onsubmit = (event) => {
    event.preventDefault();
    if (draft.item.stage === "draft") void send().catch(giveUp);
  };

  if (found) writeFields(form, found.draft);
  own();
  root.add("scripted");
  preparing = Promise.all(draft.item.parts.map((part) => prepare(part.id)));
  show();
  if (found?.stage === "draft" && !(isEmpty(found.draft) && found.parts.length === 0)) say(line, words.back);
  const outbox = startOutbox<Fields>(
    {
      store,
      transport: reportsBridge(),
      now: Date.now,
      chance: Math.random,
      changed(item) {
        if (item.id !== draft.item.id) return;
        draft.item = item;
        show();
        const [field, sentence] = Object.entries(item.trouble?.fields ?? {})[0] ?? ["text", item.trouble?.detail];
        if (item.stage === "draft") complain(sentence ?? words.refused, field);
      },
      done(item, receipt) {
        const { number, url } = receipt.words;
        if (item.id !== draft.item.id) return say(line, fill(words.accepted, { number: number ?? "" }), url ? [[words.look, url]] : []);
        form.reset();
        location.assign(url || location.href);
      },
    },
    () => draft.item.stage === "queued" && show(),
  );
  void navigator.storage?.persist?.();
}

const form = document.querySelector<HTMLFormElement>("#report");
// Without a safe place or a digest the plain form does the work.
if (form && "indexedDB" in window && crypto.subtle && "createImageBitmap" in window) void start(form).catch(() => undefined);
