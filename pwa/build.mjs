// Builds every entry that exists into dist/: names carry the hash of the content, .br and .gz lie beside
// each file, and manifest.json (written last) maps the name we say to the name we serve. The field worker is built
// after everything else, because it carries the list of what a phone keeps.
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const work = join(here, "dist", `.build-${process.pid}`);

// The resident's script is one classic file; the staff's are modules that may load their heavy parts later.
const groups = [
  { entries: ["src/report.ts", "src/tracking.ts", "src/presence.ts", "src/look.ts", "src/style/resident.css", "src/style/field.css", "src/style/desk.css", "src/style/map.css", "src/icon.svg"], format: "iife", splitting: false },
  { entries: ["src/field.ts", "src/desk.ts"], format: "esm", splitting: true },
];

const squeezable = new Set([".js", ".css", ".svg", ".json"]);

async function bundle({ entries, format, splitting, define = {} }) {
  const found = entries.filter((entry) => existsSync(join(here, entry)));
  if (found.length === 0) return { names: {}, outputs: {} };
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: found,
    outdir: work,
    bundle: true,
    define,
    minify: true,
    metafile: true,
    target: "es2019",
    format,
    splitting,
    supported: splitting ? { "dynamic-import": true } : {},
    entryNames: "[name].[hash]",
    chunkNames: "part.[hash]",
    assetNames: "[name].[hash]",
    publicPath: "/assets",
    loader: { ".png": "file", ".svg": "copy" },
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
  });
  const names = {};
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const served = basename(path);
    const entry = output.entryPoint;
    names[entry ? basename(entry, extname(entry)) + extname(served) : served] = served;
    if (output.cssBundle) names[basename(entry, extname(entry)) + ".css"] = basename(output.cssBundle);
  }
  return { names, outputs: metafile.outputs };
}

/** What the field client loads at once, and what it loads when it is wanted: both by the names they are served under. */
function reachable(outputs) {
  const entry = Object.keys(outputs).find((path) => outputs[path].entryPoint === "src/field.ts");
  const walk = (path, follow, found = new Set()) => {
    if (!path || found.has(path)) return found;
    found.add(path);
    const output = outputs[path];
    if (output?.cssBundle) found.add(output.cssBundle);
    for (const { path: next, kind } of output?.imports ?? []) if (follow.has(kind) && next in outputs) walk(next, follow, found);
    return found;
  };
  const now = walk(entry, new Set(["import-statement"]));
  const later = walk(entry, new Set(["import-statement", "dynamic-import"]));
  const served = (paths) => paths.map((path) => `/assets/${basename(path)}`);
  return { now: served([...now]), later: served([...later].filter((path) => !now.has(path))) };
}

async function squeeze(file) {
  if (!squeezable.has(extname(file))) return;
  const text = await readFile(file);
  const br = promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gz = promisify(gzip)(text, { level: 9 });
  await Promise.all([writeFile(`${file}.br`, await br), writeFile(`${file}.gz`, await gz)]);
}

await mkdir(work, { recursive: true });
try {
  const bundles = await Promise.all(groups.map(bundle));
  const manifest = Object.assign({}, ...bundles.map(({ names }) => names));
  const { now, later } = reachable(Object.assign({}, ...bundles.map(({ outputs }) => outputs)));
  const shell = [...now, ...["field.css", "look.js", "icon.svg"].map((name) => `/assets/${manifest[name]}`)];
  const wanted = [...later, ...["map.css"].filter((name) => name in manifest).map((name) => `/assets/${manifest[name]}`)];
  const define = { SHELL_FILES: JSON.stringify(shell), LATER_FILES: JSON.stringify(wanted) };
  const worker = await bundle({ entries: ["src/sw.ts"], format: "iife", splitting: false, define });
  Object.assign(manifest, worker.names);
  await Promise.all(Object.values(manifest).map((name) => squeeze(join(work, name))));
  const fresh = await readdir(work);
  for (const name of fresh) await rename(join(work, name), join(dist, name));
  await writeFile(join(work, "manifest.json"), JSON.stringify(manifest, null, 1));
  await rename(join(work, "manifest.json"), join(dist, "manifest.json"));
  for (const name of await readdir(dist)) {
    if (name !== "manifest.json" && !name.startsWith(".build-") && !fresh.includes(name)) await rm(join(dist, name));
  }
  console.log(`built ${Object.keys(manifest).sort().join(", ")}`);
} finally {
  await rm(work, { recursive: true, force: true });
}
