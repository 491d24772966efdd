/** Empties the queue: words first, then parts oldest first, then the receipt decides whether the phone may let go. */
import type { Item, Receipt, Store, Transport } from "./item.ts";
import { afterPart, afterWords, believe, later, park, settled, stuck, wait } from "./steps.ts";

export interface Surroundings<D> {
  readonly store: Store<D>;
  readonly transport: Transport<D>;
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly chance: () => number;
  /** Told after every change that is on disk. */
  readonly changed: (item: Item<D>) => void;
  /** Told once, after the phone has let go. */
  readonly done: (item: Item<D>, receipt: Receipt) => void;
}

/** Try every item that is due. Answers the milliseconds until the next one is, or undefined when none waits. */
export async function drain<D>(around: Surroundings<D>): Promise<number | undefined> {
  for (const item of await around.store.all()) {
    if (item.stage === "queued" && wait(item, around.now()) === 0) await deliver(around, item);
  }
  const waiting = (await around.store.all()).filter((item) => item.stage === "queued");
  if (waiting.length === 0) return undefined;
  return Math.min(...waiting.map((item) => wait(item, around.now())));
}

async function deliver<D>(around: Surroundings<D>, first: Item<D>): Promise<void> {
  const { store, transport, now, chance, changed } = around;
  let item = first;
  const become = async (next: Item<D>): Promise<void> => {
    item = next;
    await store.save(item);
    changed(item);
  };
  const goesOn = (): boolean => item.stage === "queued" && wait(item, now()) === 0;

  if (!item.known) {
    await become(afterWords(item, await transport.send(item), now(), chance()));
    if (!item.known) return;
  }
  for (const part of item.parts) {
    if (part.safe || part.refused !== undefined) continue;
    const bytes = await store.bytes(part.id);
    const outcome = bytes
      ? await transport.sendPart(item, part, bytes)
      : ({ kind: "refused", trouble: { status: 0, detail: "lost", fields: {} } } as const);
    await become(afterPart(item, part.id, outcome, now(), chance()));
    if (!goesOn()) return;
  }
  const answer = await transport.receipt(item);
  if (answer.kind !== "ok" || !answer.receipt) {
    await become(answer.kind === "signin" ? { ...item, stage: "paused" } : later(item, now(), chance(), "after" in answer ? answer.after : 0));
    return;
  }
  if (settled(item, answer.receipt)) {
    await store.drop(item);
    around.done(item, answer.receipt);
    return;
  }
  const sure = believe(item, answer.receipt);
  const refusal = sure.parts.find((part) => part.refused !== undefined)?.refused ?? "";
  await become(stuck(sure) ? park(sure, { status: 0, detail: refusal, fields: {} }) : later(sure, now(), chance()));
}
