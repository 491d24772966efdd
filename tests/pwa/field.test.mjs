import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { unzipSync, strFromU8 } from "../../pwa/node_modules/fflate/esm/index.mjs";
import { sources } from "./built.mjs";
import { digest, startServer } from "./server.mjs";

const field = await sources(
  "field/kept.ts",
  "field/pack.ts",
  "field/report.ts",
  "field/visit.ts",
  "field/export.ts",
  "field/around.ts",
  "field/install.ts",
  "field/keeping.ts",
  "device/position.ts",
  "device/space.ts",
  "queue/shelf.ts",
  "queue/steps.ts",
  "queue/drain.ts",
  "bridge.ts",
);
const { BOARDS, begunNow, drain, exportFile, findClasses, freeze, isFull, mayHaveMoved, metres, newDraft, noteDone, openFieldShelf, openShelf, readPack, redraft, reportsBridge, unplaced } = field;
const server = await startServer();
after(server.stop);

const draft = (form = {}, shots = {}) => ({ begunAt: "2025-11-21T10:30:00+08:00", title: "灯", shots, form });
const item = (form, more = {}) => ({ ...newDraft(randomUUID(), "capture", draft(form)), kind: "report", owner: "wangge", ...more });

test("every schema that phones have had is opened, with what lies on it", async () => {
  for (let version = 1; version <= BOARDS.length; version++) {
    const name = `field-${randomUUID()}`;
    const old = openShelf(name, BOARDS.slice(0, version));
    const kept = item({ text: `存于第 ${version} 版` });
    const bytes = new Uint8Array(randomBytes(900)).buffer;
    await old.keep({ ...kept, parts: [{ id: "p1", sha256: digest(bytes), size: 900, safe: false }] }, "p1", bytes);
    const now = openFieldShelf(name);
    assert.deepEqual((await now.all()).map(({ draft: { form } }) => form.text), [`存于第 ${version} 版`]);
    assert.equal(digest(await now.bytes("p1")), digest(bytes));
    await noteDone(now, kept, { number: "1121-0007" });
    assert.deepEqual(await old.all(), await now.all(), "a page of before still opens what a newer one made");
  }
});

test("a newer schema than ours is opened as it stands", async () => {
  const name = `field-${randomUUID()}`;
  const newer = openShelf(name, [...BOARDS, ["something-new"]]);
  await newer.save(item({ text: "新版存的" }));
  const ours = openFieldShelf(name);
  assert.equal((await ours.all())[0].draft.form.text, "新版存的");
  await ours.save(item({ text: "旧版又存了一件" }));
  assert.equal((await newer.all()).length, 2);
});

test("an edit is a new report of the same person", () => {
  const sent = freeze(item({ text: "灯" }), "{}");
  const fresh = redraft(sent, "other", draft({ text: "灯不亮" }));
  assert.deepEqual([fresh.id, fresh.kind, fresh.owner, fresh.stage], ["other", "report", "wangge", "draft"]);
});

test("a draft is begun with its first word, and an empty one that lay there has no place of its own", () => {
  const place = { lng: 116.4, lat: 39.9, datum: "wgs84", accuracy_m: 8, source: "gps", taken_at: "2025-11-21T02:30:00Z" };
  const now = "2025-11-24T15:00:00+08:00";
  const empty = item({ category: "lamp", place, chosen: { code: "P1" } });
  assert.equal(begunNow(empty, now).draft.begunAt, now);
  assert.deepEqual([unplaced(empty).draft.form.place, unplaced(empty).draft.form.chosen, unplaced(empty).draft.form.category], [undefined, undefined, "lamp"]);
  const asked = Date.parse(place.taken_at);
  const pin = item({ place: { ...place, source: "pin" } });
  assert.deepEqual([mayHaveMoved(empty, asked + 60_000), mayHaveMoved(empty, asked + 180_000), mayHaveMoved(pin, asked + 180_000)], [false, true, false]);
  for (const begun of [item({ text: "灯不亮", place }), { ...empty, parts: [{ id: "p1", sha256: "", size: 1, safe: false }] }]) {
    assert.equal(begunNow(begun, now), begun);
    assert.equal(unplaced(begun), begun);
  }
});

test("each kind goes to its own address, with the marks of this very try", async () => {
  const asked = [];
  const real = globalThis.fetch;
  globalThis.fetch = async (url, init) => (asked.push([new URL(url).pathname.split("/")[3], init.headers["X-Mashang-Account"]]), new Response("busy", { status: 503 }));
  const transport = reportsBridge(server.origin, (one) => ({ "X-Mashang-Queued": "2025-11-21T10:31:00+08:00", "X-Mashang-Account": one.owner }));
  for (const kind of ["report", "visit", "recheck"]) await transport.send({ ...freeze(item({}), "{}"), kind });
  globalThis.fetch = real;
  assert.deepEqual(asked, [["reports", "wangge"], ["visits", "wangge"], ["rechecks", "wangge"]]);
});

test("one bad item never blocks the rest", async () => {
  const shelf = openFieldShelf(`field-${randomUUID()}`);
  const [bad, good] = [freeze(item({ text: "坏" }), JSON.stringify({ text: "坏", photos: [] })), freeze(item({ text: "好" }), JSON.stringify({ text: "好", photos: [] }))];
  await shelf.save(bad);
  await shelf.save(good);
  server.faults.push({ status: 413, title: "太大" });
  await drain({ store: shelf, transport: reportsBridge(server.origin), now: Date.now, chance: () => 0.5, changed: () => undefined, done: () => undefined });
  assert.deepEqual((await shelf.all()).map(({ id, stage }) => [id, stage]), [[bad.id, "parked"]]);
});

test("a pack of an older or newer server is read as far as it goes", () => {
  for (const odd of [undefined, null, [], "x", { doors: "none", plan: null, me: 7 }]) assert.deepEqual(readPack(odd).doors, []);
  const pack = readPack({
    me: { account: "wangge", name: "王" },
    classes: [{ code: "light", name: "路灯", letters: "LD", self_handle: true, colour: "新字段" }, { code: "x" }],
    tickets: [{ id: "1", number: "1121-0007", class: "灯" }, { number: "no id" }],
    plan: { date: "2025-11-21", round: null, stops: [{ point: "P1", order: 1, why: "due" }] },
    tomorrow: {},
  });
  assert.deepEqual([pack.classes.length, pack.tickets.length, pack.plan.stops.length, pack.plan.round], [1, 1, 1, undefined]);
  assert.deepEqual(readPack(JSON.parse(JSON.stringify(pack))), pack, "what is kept is read like what is sent");
});

test("a class is found by its characters and by the first letters of its pinyin", () => {
  const { classes } = readPack({ classes: [{ code: "1", name: "路灯", letters: "ld" }, { code: "2", name: "垃圾", letters: "lj" }, { code: "3", name: "门口路灯", letters: "mkld" }] });
  assert.deepEqual(findClasses(classes, "路灯").map(({ code }) => code), ["1", "3"]);
  assert.deepEqual(findClasses(classes, "LD").map(({ code }) => code), ["1", "3"]);
  assert.deepEqual(findClasses(readPack({ classes: [{ code: "1", name: "灯" }] }).classes, "路灯").map(({ code }) => code), ["1"]);
  assert.deepEqual(findClasses(classes, " "), []);
});

test("a position that is none is never sent as one", () => {
  const { read } = field;
  assert.equal(read(0, 0, 5, 1), "nowhere");
  assert.equal(read(NaN, 39, 5, 1), "nowhere");
  assert.equal(read(116, 95, 5, 1), "nowhere");
  const fix = read(116.4321, 39.9123, 12.4, Date.parse("2025-11-21T02:30:00Z"));
  assert.deepEqual([fix.datum, fix.accuracy_m], ["wgs84", 12]);
  assert.ok(Math.abs(metres({ lng: 116, lat: 39 }, { lng: 116, lat: 39.001 }) - 111.2) < 0.2);
});

test("a report without a place or without anything in it is not sealed", () => {
  const { missing } = field;
  const place = { lng: 116, lat: 39, datum: "wgs84" };
  assert.match(missing(item({ text: "", place })), /拍一张/);
  assert.match(missing(item({ text: "灯" })), /还不知道在哪/);
  assert.equal(missing(item({ text: "灯", place })), "");
  assert.match(missing(item({ text: "灯", place, self: true })), /处理前、处理后/);
});

test("what is scanned or typed names a door, a component or a point", () => {
  const { codeIn } = field;
  assert.deepEqual([codeIn("https://shuo.example.cn/q/k7mq2xw9"), codeIn("7k4m 2XQ9"), codeIn("11010512345678901"), codeIn("公交站")].map((one) => one && `${one.kind} ${one.code}`), [
    "door k7mq2xw9",
    "door 7k4m 2XQ9",
    "component 11010512345678901",
    undefined,
  ]);
});

test("the label of a point names the point, by its address or as it is printed; one that hangs elsewhere names none", () => {
  const { labelled, offeredByWords, scannedPlace } = field;
  const pack = readPack({ points: [{ code: "P-0001", name: "新街口公交站", label: "7K4M2XQ9" }], doors: [{ id: "1", code: "k7mq2xw9", words: "30号院 5号楼" }] });
  assert.equal(labelled(pack, "https://shuo.example.cn/p/7K4M2XQ9").code, "P-0001");
  assert.deepEqual(scannedPlace(pack, "https://shuo.example.cn/p/7K4M2XQ9"), { kind: "point", code: "P-0001", words: "新街口公交站" });
  assert.equal(scannedPlace(pack, "https://shuo.example.cn/p/AB123456"), undefined);
  assert.equal(scannedPlace(pack, "https://shuo.example.cn/q/k7mq2xw9").words, "30号院 5号楼");
  assert.deepEqual(offeredByWords(pack, "7k4m 2xq9").map(({ code }) => code), ["P-0001"]);
});

test("the export holds every frozen item and byte, and nothing that is still being made", async () => {
  const shelf = openFieldShelf(`field-${randomUUID()}`);
  const bytes = new Uint8Array(randomBytes(70_000)).buffer;
  const id = randomUUID();
  const sealed = { ...freeze(item({ text: "灯" }), '{"text":"灯"}'), parts: [{ id, sha256: digest(bytes), size: 70_000, safe: false }] };
  await shelf.keep(sealed, id, bytes);
  await shelf.save(item({ text: "还在写" }));
  const file = unzipSync(new Uint8Array(await (await exportFile(shelf, "wangge", "phone-1")).arrayBuffer()));
  const outbox = JSON.parse(strFromU8(file["outbox.json"]));
  assert.deepEqual([outbox.format, outbox.account, outbox.items.length], [1, "wangge", 1]);
  assert.deepEqual([outbox.items[0].kind, outbox.items[0].id, outbox.items[0].payload], ["report", sealed.id, '{"text":"灯"}']);
  assert.equal(digest(file[outbox.items[0].parts[0].file]), digest(bytes));
});

test("a full phone is told from any other failure", () => {
  assert.ok(isFull(new DOMException("", "QuotaExceededError")));
  assert.ok(!isFull(new TypeError("x")));
});

test("each place where the page is opened is recognised", () => {
  const { placeOf } = field;
  assert.equal(placeOf("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) MicroMessenger/8.0"), "wechat");
  assert.equal(placeOf("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari"), "iphone");
  assert.equal(placeOf("Mozilla/5.0 (Macintosh; Intel Mac OS X) Safari", 5), "iphone");
  assert.equal(placeOf("Mozilla/5.0 (Linux; Android 14) Chrome"), "android");
});

test("a visit says which items failed and which report tells more", () => {
  const { visitPayload } = field;
  const payload = visitPayload(item({ point: "P1", version: 3, items: { a: { ok: true }, b: { ok: false, note: "没水", report: "r1" } }, scanned: "K7", words: " " }));
  assert.deepEqual(payload.items, [{ code: "a", ok: true }, { code: "b", ok: false, note: "没水", report: "r1" }]);
  assert.deepEqual([payload.point, payload.checklist_version, payload.scanned, "words" in payload], ["P1", 3, "K7", false]);
});
