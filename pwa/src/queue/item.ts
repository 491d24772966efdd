/** What waits on the phone: an item is one thing a person made, with the parts (bytes) that belong to it. */

/** draft: still being made · queued: frozen, on its way · paused: waits for a sign-in · parked: a person must decide. */
export type Stage = "draft" | "queued" | "paused" | "parked";

export interface Part {
  readonly id: string;
  /** Lower-case hex of the bytes as queued; empty until they are prepared. */
  readonly sha256: string;
  readonly size: number;
  /** The far side said that it keeps these bytes. */
  readonly safe: boolean;
  /** Why the far side will not take it; then it is not tried again by itself. */
  readonly refused?: string;
}

export interface Trouble {
  readonly status: number;
  readonly detail: string;
  readonly fields: Readonly<Record<string, string>>;
  /** What the far side already holds under this id, when two contents meet. */
  readonly theirs?: unknown;
}

export interface Item<D> {
  /** Minted once, when the draft is made; never again. */
  readonly id: string;
  /** Which form it belongs to. */
  readonly key: string;
  /** What it is to the far side; older items have none and are what their shelf has always held. */
  readonly kind?: string;
  /** Whose it is; sent only when the same person is signed in. */
  readonly owner?: string;
  readonly stage: Stage;
  readonly draft: D;
  readonly parts: readonly Part[];
  /** The frozen words, byte for byte the same at every try. */
  readonly payload?: string;
  /** The far side has acknowledged the words. */
  readonly known: boolean;
  readonly receipt?: Receipt;
  readonly tries: number;
  /** Milliseconds since 1970; not tried before. */
  readonly dueAt: number;
  readonly trouble?: Trouble;
}

export interface Receipt {
  readonly id: string;
  readonly parts: readonly { readonly id: string; readonly sha256: string }[];
  readonly complete: boolean;
  /** What the far side says to the person: number, address, code. */
  readonly words: Readonly<Record<string, string>>;
}

/** What came of one try, in the words of the contract. */
export type Outcome =
  | { readonly kind: "ok"; readonly receipt?: Receipt }
  | { readonly kind: "fix" | "clash" | "refused"; readonly trouble: Trouble }
  | { readonly kind: "signin" }
  | { readonly kind: "later"; readonly after?: number };

export interface Store<D> {
  all(): Promise<Item<D>[]>;
  save(item: Item<D>): Promise<void>;
  /** Keep the bytes of a part and the item that names it in one strict write. */
  keep(item: Item<D>, part: string, bytes: ArrayBuffer): Promise<void>;
  bytes(part: string): Promise<ArrayBuffer | undefined>;
  /** Forget a part, and save the item that no longer names it. */
  forget(item: Item<D>, part: string): Promise<void>;
  /** Put another item in the place of this one; the parts go along. */
  replace(old: Item<D>, item: Item<D>): Promise<void>;
  drop(item: Item<D>): Promise<void>;
}

export interface Transport<D> {
  send(item: Item<D>): Promise<Outcome>;
  sendPart(item: Item<D>, part: Part, bytes: ArrayBuffer): Promise<Outcome>;
  receipt(item: Item<D>): Promise<Outcome>;
}
