/** The queue of one phone: drains what belongs to the person who is signed in, one at a time, in one tab at a time. */
import { reportsBridge } from "../bridge.ts";
import { alone } from "../device/alone.ts";
import { drain } from "../queue/drain.ts";
import type { Outcome, Transport } from "../queue/item.ts";
import { wake } from "../queue/steps.ts";
import { type Draft, type FieldItem, type FieldShelf, noteDone } from "./kept.ts";
import { moment } from "./page.ts";

const LOCK = "mashang-field";
const OTHER_TAB = 5_000;
const NO_LINE = 60_000;
const AFTER_FAILURE = 30_000;

export interface Queue {
  /** Look at once. */
  go(): void;
  /** Try again what waits, also what a person has to decide about: all of mine, or one. */
  retry(id?: string): Promise<void>;
  /** Whose items are sent from here: mine, and those made before anybody was known. */
  mine(item: FieldItem): boolean;
}

/** Start draining. `changed` is told after every change that is on disk, here or in another tab. */
export function startQueue(shelf: FieldShelf, account: () => string, changed: (signedOut: boolean) => void, origin = ""): Queue {
  const channel = "BroadcastChannel" in self ? new BroadcastChannel(LOCK) : undefined;
  const mine = (item: FieldItem): boolean => !item.owner || item.owner === account();
  let timer = 0;
  let busy = false;
  let signedOut = false;

  const told = (): void => {
    changed(signedOut);
    channel?.postMessage("changed");
  };
  const again = (wait: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(go, wait);
  };
  const round = async (): Promise<void> => {
    let next: number | undefined;
    const here = await alone(LOCK, async () => {
      signedOut = false;
      const transport = onceSignedIn(reportsBridge<Draft>(origin, (item) => marks(item, account())), () => (signedOut = true));
      next = await drain({
        store: { ...shelf, all: async () => (await shelf.all()).filter(mine) },
        transport,
        now: Date.now,
        chance: Math.random,
        changed: told,
        done: (item, receipt) => void noteDone(shelf, item, receipt.words).then(told),
      });
    });
    if (!here) again(OTHER_TAB);
    else if (next !== undefined) again(next + 50);
  };
  function go(): void {
    if (busy) return again(500);
    // With the radio off every try would only make the next one wait longer; `online` asks again.
    if (navigator.onLine === false) return again(NO_LINE);
    busy = true;
    round()
      .catch(() => again(AFTER_FAILURE))
      .then(() => {
        busy = false;
        changed(signedOut);
      });
  }
  const retry = async (id?: string): Promise<void> => {
    for (const item of await shelf.all()) {
      const meant = id ? item.id === id : item.stage === "queued" || item.stage === "paused";
      if (meant && item.stage !== "draft" && mine(item)) await shelf.save(wake(item));
    }
    told();
    go();
  };
  channel?.addEventListener("message", () => changed(signedOut));
  addEventListener("online", () => void retry());
  document.addEventListener("visibilitychange", () => document.hidden || go());
  return { go, retry, mine };
}

/** The moment of this very try tells the server how wrong this clock is; the account, whose words these are. */
function marks(item: FieldItem, account: string): Record<string, string> {
  return { "X-Mashang-Queued": moment(), "X-Mashang-Account": encodeURIComponent(item.owner || account) };
}

/** After one 401 the rest of the round need not ask. */
function onceSignedIn(transport: Transport<Draft>, told: () => void): Transport<Draft> {
  let out = false;
  const guard = (ask: () => Promise<Outcome>): Promise<Outcome> =>
    out
      ? Promise.resolve({ kind: "signin" })
      : ask().then((outcome) => {
          if (outcome.kind === "signin") {
            out = true;
            told();
          }
          return outcome;
        });
  return {
    send: (item) => guard(() => transport.send(item)),
    sendPart: (item, part, bytes) => guard(() => transport.sendPart(item, part, bytes)),
    receipt: (item) => guard(() => transport.receipt(item)),
  };
}
