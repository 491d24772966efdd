/** The shelf on the phone: IndexedDB, every write strict, bytes as ArrayBuffer beside the items that name them. */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import type { Item, Store } from "./item.ts";

interface Shelf extends DBSchema {
  items: { key: string; value: Item<unknown> & { readonly madeAt: number } };
  parts: { key: string; value: ArrayBuffer };
}

type Writing = IDBPTransaction<Shelf, ("items" | "parts")[], "readwrite">;

let newest = 0;
/** Milliseconds that never repeat, so that two made at once keep their order. */
const stamp = (): number => (newest = Math.max(Date.now(), newest + 1));

const STRICT = { durability: "strict" } as const;

/** Open the shelf of this name; it opens itself again after the browser closed it. */
export function openShelf<D>(name: string): Store<D> {
  let open: Promise<IDBPDatabase<Shelf>> | undefined;
  const forgetHandle = (): void => void (open = undefined);
  const database = (): Promise<IDBPDatabase<Shelf>> => {
    if (!open) {
      open = openDB<Shelf>(name, 1, {
        upgrade(db) {
          db.createObjectStore("items");
          db.createObjectStore("parts");
        },
        blocking: (_old, _new, event) => {
          (event.target as IDBDatabase).close();
          forgetHandle();
        },
        terminated: forgetHandle,
      });
      open.catch(forgetHandle);
    }
    return open;
  };
  /** One strict transaction; a handle that died under us is replaced once. */
  const write = async (change: (tx: Writing) => Promise<unknown>[]): Promise<void> => {
    for (let again = 1; ; again--) {
      try {
        const tx = (await database()).transaction(["items", "parts"], "readwrite", STRICT);
        await Promise.all([...change(tx), tx.done]);
        return;
      } catch (error) {
        if (again < 1 || (error as DOMException).name !== "InvalidStateError") throw error;
        forgetHandle();
      }
    }
  };
  const put = (tx: Writing, item: Item<D>): Promise<unknown> =>
    tx
      .objectStore("items")
      .get(item.id)
      .then((old) => tx.objectStore("items").put({ ...item, madeAt: old ? old.madeAt : stamp() }, item.id));
  return {
    async all() {
      const items = await (await database()).getAll("items");
      return items.sort((a, b) => a.madeAt - b.madeAt) as unknown as Item<D>[];
    },
    save: (item) => write((tx) => [put(tx, item)]),
    keep: (item, part, bytes) => write((tx) => [tx.objectStore("parts").put(bytes, part), put(tx, item)]),
    bytes: async (part) => (await database()).get("parts", part),
    forget: (item, part) => write((tx) => [tx.objectStore("parts").delete(part), put(tx, item)]),
    replace: (old, item) => write((tx) => [tx.objectStore("items").delete(old.id), put(tx, item)]),
    drop: (item) =>
      write((tx) => [tx.objectStore("items").delete(item.id), ...item.parts.map((part) => tx.objectStore("parts").delete(part.id))]),
  };
}
