/** What every page of the field client knows: the shelf, who is here, the pack, the queue. */
import { askToKeep } from "../device/space.ts";
import { freeze } from "../queue/steps.ts";
import type { Keeping } from "./keeping.ts";
import { type FieldItem, type FieldShelf } from "./kept.ts";
import { type Me, type Pack } from "./pack.ts";
import type { Queue } from "./queue.ts";

export interface Here {
  readonly shelf: FieldShelf;
  readonly queue: Queue;
  /** The pack that is on the phone now; empty lists when none is. */
  pack(): Pack;
  /** When the pack was last known to be the newest, in milliseconds since 1970; 0 for never. */
  packAt(): number;
  /** Who is here, as far as this phone knows. */
  me(): Me | undefined;
  /** Ask for a newer pack now. */
  refresh(): Promise<void>;
  /** Called after each change of the queue or the pack. */
  onChange(hear: () => void): void;
  /** The random name of this phone, kept on it. */
  device(): Promise<string>;
}

/** Freeze an item and put it into the queue; from here on its words never change under this id. */
export async function seal(here: Here, keeping: Keeping, title: string, payloadOf: (item: FieldItem) => Record<string, unknown>): Promise<FieldItem> {
  const device = await here.device();
  const draft = await keeping.handOver();
  const item = { ...draft, owner: draft.owner || here.me()?.account || "", draft: { ...draft.draft, title } };
  const sealed = freeze(item, JSON.stringify({ ...payloadOf(item), device, client: clientOf() }));
  try {
    await here.shelf.save(sealed);
  } catch (error) {
    keeping.takeBack();
    throw error;
  }
  keeping.item = sealed;
  void askToKeep().then((kept) => here.shelf.put("kept", "persisted", kept ?? null)).catch(() => undefined);
  here.queue.go();
  return sealed;
}

function clientOf(): string {
  return /field\.(\w+)\.js/.exec(document.body.dataset.client ?? "")?.[0]?.slice(0, 40) ?? "field";
}
