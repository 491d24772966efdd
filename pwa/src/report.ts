/** Entry of the door page. Where there is no safe place to keep things, or no digest, the plain form does the work. */
import { reportsBridge } from "./bridge.ts";
import type { Fields } from "./door/fields.ts";
import { nobodySignsIn, startOutbox } from "./door/outbox.ts";
import { DoorPage, leftBehind } from "./door/page.ts";
import { readWords } from "./door/words.ts";
import { openShelf } from "./queue/shelf.ts";

async function start(form: HTMLFormElement): Promise<void> {
  const store = openShelf<Fields>("mashang-report");
  // The server gave typed words back: they count more than an older draft.
  const found = "typed" in form.dataset ? undefined : await leftBehind(store, form.dataset.door ?? "");
  const transport = nobodySignsIn(reportsBridge<Fields>());
  const page = new DoorPage(form, store, readWords(), found);
  page.go = startOutbox<Fields>(
    {
      store,
      transport,
      now: Date.now,
      chance: Math.random,
      changed: (item) => page.changed(item),
      done: (item, receipt) => page.done(item, receipt),
    },
    page.show,
  );
  if (found?.stage === "draft") void transport.receipt(found).then((outcome) => outcome.kind === "ok" && outcome.receipt && page.known(found, outcome.receipt));
  void navigator.storage?.persist?.();
}

const form = document.querySelector<HTMLFormElement>("#report");
if (form && "indexedDB" in window && "createImageBitmap" in window && crypto.subtle) void start(form).catch(() => undefined);
