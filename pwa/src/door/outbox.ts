/** Drains from the page: at load, when the line comes back, when the page is seen again, by a timer, by a button. */
import { alone } from "../device/alone.ts";
import { drain, type Surroundings } from "../queue/drain.ts";
import type { Outcome, Transport } from "../queue/item.ts";

const OTHER_TAB = 5_000;
const AFTER_FAILURE = 30_000;

/** Nobody signs in at a door: a 401 there is some other machine's word, and never a reason to stop. */
export function nobodySignsIn<D>(line: Transport<D>): Transport<D> {
  const unheard = async (asked: Promise<Outcome>): Promise<Outcome> => {
    const outcome = await asked;
    return outcome.kind === "signin" ? { kind: "later" } : outcome;
  };
  return {
    send: (item) => unheard(line.send(item)),
    sendPart: (item, part, bytes) => unheard(line.sendPart(item, part, bytes)),
    receipt: (item) => unheard(line.receipt(item)),
  };
}

/** Start draining; the answer looks again at once. `looked` is told after each round. */
export function startOutbox<D>(around: Surroundings<D>, looked: () => void): () => void {
  let timer = 0;
  let busy = false;
  const again = (wait: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(go, wait);
  };
  const round = async (): Promise<void> => {
    let next: number | undefined;
    const mine = await alone("mashang-outbox", async () => {
      next = await drain(around);
    });
    if (!mine) again(OTHER_TAB);
    else if (next !== undefined) again(next + 50);
  };
  function go(): void {
    if (busy) return again(500);
    busy = true;
    round()
      .catch(() => again(AFTER_FAILURE))
      .then(() => {
        busy = false;
        looked();
      });
  }
  document.addEventListener("visibilitychange", () => document.hidden || go());
  go();
  return go;
}
