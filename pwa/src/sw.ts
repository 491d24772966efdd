/** The field worker: keeps the shell, answers GET from it, and changes only when a person agrees (field.md).
 *
 * It never touches a request that is not GET, nothing of the API, and nobody's sign-in: a page that was redirected
 * while the shell is fetched makes the whole installation fail, and the old shell stays.
 */
declare const SHELL_FILES: string[];
declare const LATER_FILES: string[];
interface Worker {
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener(kind: string, hear: (event: WorkerEvent) => void): void;
}
interface WorkerEvent {
  readonly request: Request;
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
}
const worker = self as unknown as Worker;

const PAGES = ["/f/", "/f/capture", "/f/patrol", "/f/recheck", "/f/outbox", "/f/map", "/f/check", "/f/install"];
/** What the pages are made of; the server writes it, so that the worker changes when a page does. */
const PAGES_DIGEST = "@pages";
const NAME = `mashang-shell-${PAGES_DIGEST}-${hash(SHELL_FILES.concat(LATER_FILES).join())}`;
const shell = new Set([...PAGES, ...SHELL_FILES]);

worker.addEventListener("install", (event) => event.waitUntil(keep([...shell])));
worker.addEventListener("activate", (event) => event.waitUntil(forgetOlder().then(() => worker.clients.claim())));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== worker.location.origin) return;
  const page = request.mode === "navigate" && PAGES.includes(address.pathname);
  if (page || shell.has(address.pathname) || address.pathname.startsWith("/assets/")) event.respondWith(answer(request, address.pathname));
});
worker.addEventListener("message", (event) => {
  const port = event.ports[0];
  if (event.data === "take over") event.waitUntil(worker.skipWaiting());
  if (event.data === "keep all") event.waitUntil(keep(LATER_FILES).then(() => port?.postMessage("kept"), () => port?.postMessage("failed")));
});

async function keep(paths: string[]): Promise<void> {
  const cache = await caches.open(NAME);
  await Promise.all(
    paths.map(async (path) => {
      if (await cache.match(path)) return;
      // A sign-in page, a portal or a half-sent file is no shell: a redirect is an error here.
      const found = await fetch(path, { redirect: "error", cache: "no-cache", credentials: "same-origin" });
      if (!found.ok || found.redirected) throw new Error(`${path}: ${found.status}`);
      await cache.put(path, found);
    }),
  );
}

async function answer(request: Request, path: string): Promise<Response> {
  const kept = await (await caches.open(NAME)).match(path);
  return kept ?? fetch(request);
}

async function forgetOlder(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith("mashang-shell-") && name !== NAME) await caches.delete(name);
}

function hash(words: string): string {
  let sum = 5381;
  for (let at = 0; at < words.length; at++) sum = (sum * 33 + words.charCodeAt(at)) >>> 0;
  return sum.toString(36);
}
