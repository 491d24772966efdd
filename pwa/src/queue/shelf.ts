/** The shelf on the phone: IndexedDB, every write strict, bytes as ArrayBuffer beside the items that name them. */
import { type IDBPDatabase, type IDBPTransaction, openDB, type OpenDBCallbacks } from "idb";
import type { Item, Store } from "./item.ts";

type Writing = IDBPTransaction<unknown, string[], "readwrite">;

/** The boards of a shelf by schema version, oldest first; a later version only ever adds boards. */
export type Boards = readonly (readonly string[])[];
const PLAIN: Boards = [["items", "parts"]];

/** A shelf with boards beside the two of the queue: small things under names. */
export interface WideStore<D> extends Store<D> {
  look<T>(board: string, key: string): Promise<T | undefined>;
  list<T>(board: string): Promise<T[]>;
  put(board: string, key: string, value: unknown): Promise<void>;
  remove(board: string, key: string): Promise<void>;
}

let newest = 0;
/** Milliseconds that never repeat, so that two made at once keep their order. */
const stamp = (): number => (newest = Math.max(Date.now(), newest + 1));

const STRICT = { durability: "strict" } as const;

/** Open the shelf of this name; it opens itself again after the browser closed it. */
export function openShelf<D>(name: string, boards: Boards = PLAIN): WideStore<D> {
  let open: Promise<IDBPDatabase> | undefined;
  const forgetHandle = (): void => void (open = undefined);
  const database = (): Promise<IDBPDatabase> => {
    if (!open) {
      const callbacks: OpenDBCallbacks<unknown> = {
        upgrade(db, from) {
          for (const board of boards.slice(from).reduce((all, more) => all.concat(more), [])) db.createObjectStore(board);
        },
        blocking: (_old, _new, event) => {
          (event.target as unknown as IDBDatabase).close();
          forgetHandle();
        },
        terminated: forgetHandle,
      };
      // A newer page was here already: its shelf has what we know and more, so it is opened as it stands.
      open = openDB(name, boards.length, callbacks).catch((error: DOMException) => {
        if (error.name !== "VersionError") throw error;
        return openDB(name, undefined, callbacks);
      });
      open.catch(forgetHandle);
    }
    return open;
  };
  /** What is read is asked for once more when the handle died under us. */
  const read = async <T>(ask: (db: IDBPDatabase) => Promise<T>): Promise<T> => {
    try {
      return await ask(await database());
    } catch (error) {
      if ((error as DOMException).name !== "InvalidStateError") throw error;
      forgetHandle();
      return ask(await database());
    }
  };
  /** One strict transaction; a handle that died under us is replaced once. */
  const write = async (change: (tx: Writing) => Promise<unknown>[], on = ["items", "parts"]): Promise<void> => {
    for (let again = 1; ; again--) {
      try {
        const tx = (await database()).transaction(on, "readwrite", STRICT);
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
      .then((old) => tx.objectStore("items").put({ ...item, madeAt: (old as { madeAt: number } | undefined)?.madeAt ?? stamp() }, item.id));
  return {
    async all() {
      const items = (await read((db) => db.getAll("items"))) as (Item<D> & { madeAt: number })[];
      return items.sort((a, b) => a.madeAt - b.madeAt);
    },
    save: (item) => write((tx) => [put(tx, item)]),
    keep: (item, part, bytes) => write((tx) => [tx.objectStore("parts").put(bytes, part), put(tx, item)]),
    bytes: (part) => read((db) => db.get("parts", part) as Promise<ArrayBuffer | undefined>),
    forget: (item, part) => write((tx) => [tx.objectStore("parts").delete(part), put(tx, item)]),
    replace: (old, item) => write((tx) => [tx.objectStore("items").delete(old.id), put(tx, item)]),
    drop: (item) =>
      write((tx) => [tx.objectStore("items").delete(item.id), ...item.parts.map((part) => tx.objectStore("parts").delete(part.id))]),
    look: <T>(board: string, key: string) => read((db) => db.get(board, key) as Promise<T | undefined>),
    list: <T>(board: string) => read((db) => db.getAll(board) as Promise<T[]>),
    put: (board, key, value) => write((tx) => [tx.objectStore(board).put(value, key)], [board]),
    remove: (board, key) => write((tx) => [tx.objectStore(board).delete(key)], [board]),
  };
}
