// What is learnt about a thing while it is being handed to the queue, and after: a position that comes late, a photo just kept.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { sources } from "./built.mjs";

globalThis.document = { body: { dataset: {} } };
const { Keeping, openFieldShelf, seal } = await sources("field/keeping.ts", "field/kept.ts", "field/here.ts");

const bytes = (size) => new Uint8Array(size).fill(7).buffer;
const shot = { role: "problem", takenAt: "2026-11-20T10:00:00+08:00" };

function begun() {
  const shelf = openFieldShelf(`field-${randomUUID()}`);
  const here = { shelf, me: () => ({ account: "wangge" }), device: async () => "phone", queue: { go: () => undefined } };
  return { shelf, here, keeping: new Keeping(shelf, "capture", "report", "wangge", { text: "路灯不亮" }) };
}

const photosOf = (item) => ({ photos: item.parts.map(({ id, sha256 }) => ({ id, sha256 })) });

test("a position that comes while it is sent, or after, never takes it out of the queue", async () => {
  const { shelf, here, keeping } = begun();
  const id = await keeping.add(bytes(500_000), shot);
  const late = (n) => keeping.describe(id, { place: { lng: 116.4, lat: 39.9, accuracy_m: n } });
  const sealing = seal(here, keeping, "路灯", photosOf);
  const learning = (async () => {
    for (let n = 0; n < 40; n++) await late(n);
  })();
  await Promise.all([sealing, learning]);
  await late(99);
  const [item] = await shelf.all();
  assert.equal(item.stage, "queued");
  assert.ok(item.payload, "the frozen words are there");
  await shelf.drop(item);
  await late(100);
  assert.deepEqual(await shelf.all(), [], "what has arrived does not come back");
});

test("a photo that is just being kept goes along", async () => {
  const { shelf, here, keeping } = begun();
  const reading = new Promise((resolve) => setTimeout(() => resolve(bytes(3_000)), 30));
  const adding = keeping.add(reading, shot);
  const sealed = await seal(here, keeping, "路灯", photosOf);
  const id = await adding;
  const [item] = await shelf.all();
  const { photos } = JSON.parse(item.payload);
  assert.deepEqual(photos.map((photo) => photo.id), [id]);
  assert.match(photos[0].sha256, /^[0-9a-f]{64}$/);
  assert.equal(sealed.id, item.id);
  await assert.rejects(keeping.add(bytes(10), shot), "what is sent takes no more photos");
});

test("words typed while a photo goes to disk are kept beside it", async () => {
  const { shelf, keeping } = begun();
  await keeping.save((item) => item);
  const typed = (text) => keeping.save((item) => ({ ...item, draft: { ...item.draft, form: { text } } }));
  const { keep } = shelf;
  let typing;
  shelf.keep = (...given) => ((typing = typed("老人下楼看不见")), keep(...given));
  const id = await keeping.add(bytes(4_000_000), shot);
  await typing;
  const [item] = await shelf.all();
  assert.equal(item.draft.form.text, "老人下楼看不见");
  assert.deepEqual(item.parts.map((part) => part.id), [id]);
  assert.equal(keeping.item.draft.form.text, "老人下楼看不见");
});

test("when the phone is too full to queue it, it goes on as a draft", async () => {
  const { shelf, here, keeping } = begun();
  await keeping.save((item) => item);
  const full = { ...here, shelf: { ...shelf, save: () => Promise.reject(new Error("full")) } };
  await assert.rejects(seal(full, keeping, "路灯", photosOf));
  await keeping.save((item) => ({ ...item, draft: { ...item.draft, form: { text: "又写了一句" } } }));
  const [item] = await shelf.all();
  assert.deepEqual([item.stage, item.draft.form.text], ["draft", "又写了一句"]);
});
