// The small judgements of the office pages' script; what it does to a page is walked in the journeys.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { sources } from "./built.mjs";

const { watch, lampOf, gone, wasTaken } = await sources("desk/ring.ts", "desk/drafts.ts");
const pwa = fileURLToPath(new URL("../../pwa/", import.meta.url));

test("the stop-watch counts minutes and seconds, and never below nought", () => {
  assert.deepEqual([-3, 0, 65.9, 120, 760].map(watch), ["0:00", "0:00", "1:05", "2:00", "12:40"]);
});

test("past the hour the script says what the page said", () => {
  assert.deepEqual([3600, 4 * 3600 + 59 * 60, 47 * 3600, 50 * 3600].map(watch), ["1 小时", "4 小时", "47 小时", "2 天"]);
});

test("time goes on while the machine sleeps, and never back when its clock is set", () => {
  const start = { steady: 1_000, wall: 50_000 };
  assert.equal(gone(start, { steady: 61_000, wall: 110_000 }), 60);
  assert.equal(gone(start, { steady: 61_000, wall: 50_000 + 3_600_000 }), 3600, "asleep: the steady clock stood");
  assert.equal(gone(start, { steady: 61_000, wall: 0 }), 60, "somebody set the clock back");
});

test("the ring turns amber at three quarters and red only past the limit", () => {
  assert.deepEqual([0, 89, 90, 120, 121].map((seconds) => lampOf(seconds, 120)), ["green", "green", "yellow", "yellow", "red"]);
});

test("typed words go only when a redirect led the same person to a page that refuses nothing", () => {
  assert.equal(wasTaken(1, true, false), true);
  assert.equal(wasTaken(0, true, false), false, "a lost line, a reload, a page shown again with its mistakes");
  assert.equal(wasTaken(1, false, false), false, "sent away to sign in: the send was not taken");
  assert.equal(wasTaken(1, true, true), false);
});

test("script and style of the office pages stay small", async () => {
  const require = createRequire(join(pwa, "package.json"));
  const { outputFiles } = await require("esbuild").build({
    absWorkingDir: pwa, entryPoints: ["src/desk.ts", "src/style/desk.css"], outdir: "none", bundle: true, minify: true,
    target: "es2019", format: "esm", splitting: true, write: false,
  });
  // The map and the charts come only to the pages that show them.
  const atOnce = outputFiles.filter(({ path }) => !/[/](show|bars)-/.test(path));
  assert.ok(atOnce.length >= 2);
  const squeezed = atOnce.map((file) => [file.path.split(".").pop(), brotliCompressSync(file.contents).length]);
  for (const [kind, bytes] of squeezed) assert.ok(bytes <= 20_000, `${kind}: ${bytes}`);
  assert.ok(readFileSync(join(pwa, "src/desk.ts"), "utf8").split("\n").length < 60, "the entry only lists what there is");
});
