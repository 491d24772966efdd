// Gives the tests the browser's own sources, bundled the way the build bundles them, and a browser's shelf to put things on.
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const pwa = fileURLToPath(new URL("../../pwa/", import.meta.url));
const require = createRequire(join(pwa, "package.json"));
require("fake-indexeddb/auto");

export async function sources(...paths) {
  const folder = mkdtempSync(join(tmpdir(), "mashang-pwa-"));
  const { outputFiles } = await require("esbuild").build({
    stdin: { contents: paths.map((path) => `export * from "./src/${path}";`).join("\n"), resolveDir: pwa, loader: "ts" },
    bundle: true,
    format: "esm",
    target: "es2019",
    write: false,
  });
  const file = join(folder, "sources.mjs");
  writeFileSync(file, outputFiles[0].contents);
  return import(pathToFileURL(file).href);
}
