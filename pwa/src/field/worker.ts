/** The worker that keeps the shell: installed at once, changed only when nothing waits and a person says so. */
import type { FieldShelf } from "./kept.ts";
import { note } from "./page.ts";

const KEY = "update";

export interface Updates {
  /** Offer the update now, if there is one and nothing is on its way. */
  offer(idle: boolean): void;
}

export function startWorker(): Updates {
  let waiting: ServiceWorker | null = null;
  let agreed = false;
  const workers = navigator.serviceWorker;
  if (!workers) return { offer: () => undefined };
  const had = Boolean(workers.controller);
  workers.addEventListener("controllerchange", () => {
    // The first worker takes an open page over quietly. A later one was agreed to here or in another tab; drafts are on disk.
    if (agreed) location.reload();
    else if (had) note(KEY, "外勤已更新。", "", [["刷新这一页", () => location.reload()]]);
  });
  const updates: Updates = {
    offer(idle) {
      if (!waiting || !idle) return note(KEY, "");
      note(KEY, "有新版本。", "", [
        [
          "更新",
          () => {
            agreed = true;
            waiting?.postMessage("take over");
          },
        ],
      ]);
    },
  };
  const look = (registration: ServiceWorkerRegistration): void => {
    waiting = registration.active ? registration.waiting : null;
    dispatchEvent(new Event("mashang-update"));
  };
  workers
    .register("/f/sw.js", { scope: "/f/", updateViaCache: "none" })
    .then((registration) => {
      look(registration);
      registration.addEventListener("updatefound", () => {
        registration.installing?.addEventListener("statechange", () => look(registration));
      });
      document.addEventListener("visibilitychange", () => document.hidden || void registration.update().catch(() => undefined));
    })
    .catch(() => undefined); // no worker in this browser: everything else works, only not without a line
  return updates;
}

/** Keep what is loaded when wanted (scanner, map) for this very version of the client; false when it could not.
 *
 * Asked for after every start, because an update leaves the parts of the version before behind.
 */
export async function keepParts(shelf: FieldShelf, again = false): Promise<boolean> {
  const version = document.body.dataset.client ?? "";
  if (!again && (await shelf.look("kept", "parts")) === version) return true;
  const registration = await navigator.serviceWorker?.getRegistration("/f/");
  const worker = registration?.active;
  if (!worker || !(await keepAll(worker))) return false;
  await shelf.put("kept", "parts", version);
  return true;
}

function keepAll(worker: ServiceWorker): Promise<boolean> {
  return new Promise((resolve) => {
    const line = new MessageChannel();
    const timer = setTimeout(() => resolve(false), 60_000);
    line.port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data === "kept");
    };
    worker.postMessage("keep all", [line.port2]);
  });
}
