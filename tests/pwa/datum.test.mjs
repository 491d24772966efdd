import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { sources } from "./built.mjs";

const { fromWgs84, metresBetween, toWgs84 } = await sources("device/datum.ts");
const vectors = JSON.parse(readFileSync(new URL("../shared/coordinates.json", import.meta.url), "utf8"));
const DATUMS = ["wgs84", "gcj02", "bd09"];

test("pairs that others published are met both ways", () => {
  for (const pair of vectors.reference) {
    const known = DATUMS.filter((datum) => pair[datum]);
    for (const one of known) {
      for (const other of known) {
        const found = fromWgs84(toWgs84(pair[one], one), other);
        assert.ok(metresBetween(found, pair[other]) <= pair.metres, `${pair.source}: ${one} → ${other} ${found}`);
      }
    }
  }
});

test("the grid over China comes out as the server has it, there and back", () => {
  assert.ok(vectors.grid.length >= 100);
  for (const [lng, lat, ...shifted] of vectors.grid) {
    const found = [...fromWgs84([lng, lat], "gcj02"), ...fromWgs84([lng, lat], "bd09")];
    found.forEach((number, place) => assert.ok(Math.abs(number - shifted[place]) < 1e-12, `${lng}, ${lat}: ${found}`));
    assert.ok(metresBetween(toWgs84(shifted.slice(0, 2), "gcj02"), [lng, lat]) < 0.001);
    assert.ok(metresBetween(toWgs84(shifted.slice(2), "bd09"), [lng, lat]) < 0.001);
  }
});

test("outside China nothing is shifted", () => {
  for (const at of vectors.outside) {
    for (const datum of DATUMS) {
      assert.deepEqual([...fromWgs84(at, datum)], at);
      assert.deepEqual([...toWgs84(at, datum)], at);
    }
  }
});

test("metres between two places", () => {
  assert.ok(Math.abs(metresBetween([116.4, 39.9], [116.4, 39.91]) - 1111.95) < 0.1);
  assert.equal(metresBetween([116.4, 39.9], [116.4, 39.9]), 0);
});
