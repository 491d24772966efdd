// What a person reads about a report: never more than the server has said.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sources } from "./built.mjs";

globalThis.navigator ??= {}; // Node's own came late
const { begunAt, freeze, newDraft, progress, stageOf } = await sources("queue/steps.ts", "door/fields.ts", "door/progress.ts", "field/outbox.ts");

const WORDS = { accepted: "已受理，单号 {number}", sent: "已上传", sending: "正在发送", waiting: "还没送到", refused: "没传上" };
const ACTS = { retry() {}, change() {}, forget() {}, another() {} };
const parts = [
  { id: "a", sha256: "00", size: 1, safe: true },
  { id: "b", sha256: "01", size: 1, safe: false },
];
const queued = { ...freeze({ ...newDraft("r", "door", {}), parts }, "{}") };
const told = { id: "r", parts: [], complete: false, words: { number: "1121-0007", url: "/t/x" } };
const STATES = [
  ["just frozen", queued],
  ["tried in vain", { ...queued, tries: 3, dueAt: Date.now() + 60_000 }],
  ["waits for a sign-in", { ...queued, stage: "paused" }],
  ["refused", { ...queued, stage: "parked", trouble: { status: 403, detail: "不行", fields: {} } }],
];

/** The line of the door page, as text; a stand-in for the browser's elements. */
function lineOf(item) {
  const element = () => ({ textContent: "", setAttribute() {} });
  globalThis.document = { createElement: element };
  const said = [];
  progress({ textContent: "", append: (child) => said.push(child.textContent) }, item, WORDS, ACTS);
  return said.join(" ");
}

test("what is only on the phone is nowhere called accepted or sent", () => {
  for (const [name, item] of STATES) {
    assert.doesNotMatch(lineOf(item), /已受理|已上传/, name);
    assert.match(stageOf(item).words, /^已保存在手机/, name);
    assert.doesNotMatch(stageOf(item).words, /已受理|已上传/, name);
  }
});

test("the number is the server's, and photos are counted as it counts them", () => {
  const known = { ...queued, known: true, receipt: told };
  assert.match(lineOf(known), /已受理，单号 1121-0007 · 已上传 1\/2/);
  assert.equal(stageOf(known).words, "已受理（1121-0007） · 照片 1/2");
});

test("a draft at a door is begun with its first word or photo, not when its page was opened", () => {
  const [opened, now] = ["2025-11-20T09:00:00+08:00", "2025-11-24T15:00:00+08:00"];
  const fields = { text: "", category: "", phone: "", consent: false, confidential: false, begunAt: opened };
  const at = (more, parts = []) => begunAt({ draft: { ...fields, ...more }, parts }, now);
  assert.equal(at({}), now);
  assert.deepEqual([at({ text: "灯不亮" }), at({ category: "lamp" }), at({}, [{ id: "p1" }])], [opened, opened, opened]);
});
