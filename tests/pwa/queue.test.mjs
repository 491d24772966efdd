import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, beforeEach, test } from "node:test";
import { sources } from "./built.mjs";
import { digest, startServer } from "./server.mjs";

const { drain, freeze, judge, later, newDraft, nobodySignsIn, openShelf, redraft, reportsBridge, settled, waitFor, wake } = await sources(
  "queue/drain.ts",
  "queue/steps.ts",
  "queue/shelf.ts",
  "bridge.ts",
  "door/outbox.ts",
);
const server = await startServer();
after(server.stop);

let store;
let clock;
let letGo;
beforeEach(() => {
  store = openShelf(`shelf-${randomUUID()}`);
  clock = 1_000_000;
  letGo = [];
  server.faults.length = 0;
});

const around = (more = {}) => ({
  store,
  transport: reportsBridge(server.origin),
  now: () => clock,
  chance: () => 0.5,
  changed: () => undefined,
  done: (item, receipt) => letGo.push([item.id, receipt]),
  ...more,
});

/** Puts a frozen report with photos of these sizes on the shelf; answers the item and the bytes by photo id. */
async function queued(sizes = [5_000, 7_000], text = "三楼的灯不亮") {
  let item = newDraft(randomUUID(), "door", {});
  const bytes = new Map();
  for (const size of sizes) {
    const id = randomUUID();
    const content = new Uint8Array(randomBytes(size)).buffer;
    bytes.set(id, content);
    item = { ...item, parts: [...item.parts, { id, sha256: digest(content), size, safe: false }] };
    await store.keep(item, id, content);
  }
  item = freeze(item, JSON.stringify({ text, photos: item.parts.map(({ id, sha256, size }) => ({ id, sha256, bytes: size })) }));
  await store.save(item);
  return { item, bytes };
}

/** Drains until nothing waits, letting the clock run; never more than 60 rounds. */
async function drainAll(more) {
  for (let round = 0; round < 60; round++) {
    const wait = await drain(around(more));
    if (wait === undefined) return;
    clock += wait;
  }
  assert.fail("the queue never came to rest");
}

function assertArrivedOnce({ item, bytes }) {
  const report = server.reports.get(item.id);
  assert.ok(report, "lost");
  assert.equal(report.text, item.payload);
  assert.deepEqual([...report.bytes.keys()].sort(), [...bytes.keys()].sort());
  for (const [id, content] of bytes) assert.equal(digest(report.bytes.get(id)), digest(content));
  assert.deepEqual(letGo.map(([id]) => id), [item.id]);
}

test("a report and its photos arrive, and only then the phone lets go", async () => {
  const sent = await queued();
  await drainAll();
  assertArrivedOnce(sent);
  assert.deepEqual(await store.all(), []);
  assert.equal(await store.bytes(sent.item.parts[0].id), undefined);
  assert.deepEqual([...server.marks], ["1"]);
});

test("whatever one fault does at whatever request, nothing is lost and nothing doubled", async () => {
  for (const fault of ["deaf", "mute", "portal", "busy", "corrupt"]) {
    for (let at = 0; at < 4; at++) {
      if (fault === "corrupt" && (at === 0 || at === 3)) continue; // only photos carry a digest
      store = openShelf(`shelf-${randomUUID()}`);
      letGo = [];
      const before = server.reports.size;
      const sent = await queued();
      server.faults.push(...Array(at).fill(undefined), fault);
      await drainAll();
      assertArrivedOnce(sent);
      assert.equal(server.reports.size, before + 1, `${fault} at request ${at}`);
    }
  }
});

test("a page killed at any step of the work goes on after it is opened again", async () => {
  const killed = new Error("the page is gone");
  for (let step = 0; step < 14; step++) {
    store = openShelf(`shelf-${randomUUID()}`);
    letGo = [];
    const sent = await queued();
    let left = step;
    const mortal = (thing, afterwards) =>
      new Proxy(thing, {
        get: (target, name) => async (...args) => {
          if (!afterwards && left-- === 0) throw killed;
          const result = await target[name](...args);
          if (afterwards && left-- === 0) throw killed;
          return result;
        },
      });
    const dying = { store: mortal(store, false), transport: mortal(reportsBridge(server.origin), true) };
    await drain(around(dying)).catch((error) => assert.equal(error, killed));
    await drainAll();
    if (letGo.length === 0) assert.deepEqual(await store.all(), []); // killed between letting go and saying so
    else assertArrivedOnce(sent);
    assert.equal(server.reports.get(sent.item.id).bytes.size, 2);
  }
});

test("one that the server will not have never holds up the next", async () => {
  const bad = await queued([]);
  const good = await queued([100]);
  server.faults.push({ status: 413, detail: "太大了" });
  await drainAll();
  assertArrivedOnce(good);
  const [left] = await store.all();
  assert.deepEqual([left.id, left.stage, left.trouble.detail], [bad.item.id, "parked", "太大了"]);
});

test("a photo that is refused leaves the words and the other photos safe, and is kept until a person decides", async () => {
  const { item } = await queued([100, 200]);
  server.faults.push(undefined, { status: 422, detail: "打不开", fields: { photo: "这张照片打不开。" } });
  await drainAll();
  const [left] = await store.all();
  assert.equal(left.stage, "parked");
  assert.equal(left.receipt.words.url, `/t/${item.id}`);
  assert.deepEqual(left.parts.map((part) => [part.safe, part.refused]), [[false, "这张照片打不开。"], [true, undefined]]);
  assert.ok(await store.bytes(left.parts[0].id));
  await store.save(wake(left));
  await drainAll();
  assert.deepEqual(await store.all(), []);
});

test("words that are wrong come back as a draft under the same id, with the server's sentences", async () => {
  const { item } = await queued([]);
  server.faults.push({ status: 422, title: "请改一改", fields: { phone: "电话少了一位" } });
  await drainAll();
  const [draft] = await store.all();
  assert.deepEqual([draft.id, draft.stage, draft.trouble.fields.phone], [item.id, "draft", "电话少了一位"]);
  assert.equal(draft.payload, undefined);
});

test("other content under the same id is parked, and a change goes out as a new report with the same photos", async () => {
  const first = await queued([50]);
  await drainAll();
  const again = freeze({ ...first.item, known: false }, JSON.stringify({ text: "别的话", photos: [] }));
  await store.keep(again, again.parts[0].id, first.bytes.get(again.parts[0].id));
  await drainAll();
  const [left] = await store.all();
  assert.deepEqual([left.stage, left.trouble.status], ["parked", 409]);
  const fresh = redraft(left, randomUUID(), left.draft);
  assert.notEqual(fresh.id, first.item.id);
  await store.replace(left, fresh);
  assert.deepEqual((await store.all()).map((one) => [one.id, one.stage, one.parts.length]), [[fresh.id, "draft", 1]]);
  assert.ok(await store.bytes(fresh.parts[0].id));
});

test("signed out means waiting, and everything stays", async () => {
  await queued([10]);
  server.faults.push({ status: 401, title: "请先登录" });
  await drainAll();
  const [item] = await store.all();
  assert.deepEqual([item.stage, item.parts.length], ["paused", 1]);
  await store.save(wake(item));
  await drainAll();
  assert.equal(letGo.length, 1);
});

test("a receipt that names less, more or other than the phone holds never lets go", () => {
  const part = { id: "a", sha256: "00", size: 1, safe: true };
  const item = { ...newDraft("r", "door", {}), parts: [part] };
  const receipt = { id: "r", parts: [{ id: "a", sha256: "00" }], complete: true, words: {} };
  assert.equal(settled(item, receipt), true);
  for (const wrong of [
    { id: "other" },
    { complete: false },
    { parts: [] },
    { parts: [{ id: "a", sha256: "01" }] },
    { parts: [{ id: "b", sha256: "00" }] },
    { parts: [...receipt.parts, { id: "b", sha256: "02" }] },
  ])
    assert.equal(settled(item, { ...receipt, ...wrong }), false);
});

test("waits double from two seconds to five minutes and are spread; the server's wish is kept", () => {
  assert.deepEqual([0, 1, 2, 8, 50].map((tries) => waitFor(tries, 1)), [2_000, 4_000, 8_000, 300_000, 300_000]);
  assert.equal(waitFor(3, 0), 8_000);
  assert.equal(waitFor(0, 0, 7_000), 7_000);
  const item = later(newDraft("r", "door", {}), 100, 0, 9_000);
  assert.deepEqual([item.tries, item.dueAt], [1, 9_100]);
});

test("what is not surely our server's answer is tried again", () => {
  const receipt = JSON.stringify({ report: "r", ticket: { number: "1121-0001", url: "/t/x" }, photos: [], complete: true });
  const problem = "application/problem+json";
  const cases = [
    [200, "application/json", receipt, "ok"],
    [200, "text/html", "<html>", "later"],
    [200, "application/json", "{}", "later"],
    [200, "text/html", receipt, "later"],
    [0, "", "", "later"],
    [302, "text/html", "", "later"],
    [401, "text/html", "", "later"],
    [404, "text/html", "", "later"],
    [404, problem, "{}", "refused"],
    [403, problem, "{}", "refused"],
    [413, "text/html", "", "refused"],
    [422, problem, "{}", "fix"],
    [409, problem, "{}", "clash"],
    [429, problem, "{}", "later"],
    [500, problem, "{}", "later"],
    [511, "text/html", "", "later"],
  ];
  for (const [status, type, body, kind] of cases) assert.equal(judge(status, type, null, body, true).kind, kind, `${status} ${type}`);
  assert.deepEqual(judge(429, problem, "12", "{}", true), { kind: "later", after: 12_000 });
  assert.equal(judge(204, "", null, "", false).kind, "ok");
});

test("items leave in the order in which they were made", async () => {
  const ids = [];
  for (let n = 0; n < 5; n++) ids.push((await queued([])).item.id);
  await drainAll();
  assert.deepEqual(letGo.map(([id]) => id), ids);
});

test("a clock that was set back after a failed try keeps nothing waiting", async () => {
  const { item } = await queued([]);
  const right = clock;
  clock += 86_400_000;
  server.faults.push("deaf");
  assert.ok((await drain(around())) > 0);
  clock = right;
  assert.equal(await drain(around()), undefined);
  assert.deepEqual(letGo.map(([id]) => id), [item.id]);
});

test("nobody's wish to wait is kept for longer than an hour", () => {
  assert.equal(waitFor(0, 0, 99_999_999_999), 3_600_000);
});

test("at a door nobody signs in: a 401 of some machine on the way is tried again, whatever it answers", async () => {
  for (let at = 0; at < 3; at++) {
    store = openShelf(`shelf-${randomUUID()}`);
    letGo = [];
    const sent = await queued([30]);
    server.faults.push(...Array(at).fill(undefined), { status: 401, title: "请先登录" });
    await drainAll({ transport: nobodySignsIn(reportsBridge(server.origin)) });
    assertArrivedOnce(sent);
  }
});
