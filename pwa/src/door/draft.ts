/** The draft that this tab works on: on disk before anything risky happens, one write after the other. */
import { mint } from "../device/mint.ts";
import { decode, sha256, shrink } from "../device/picture.ts";
import type { Item, Store } from "../queue/item.ts";
import { newDraft, withPart } from "../queue/steps.ts";
import type { Fields } from "./fields.ts";

export class Draft {
  item: Item<Fields>;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: Store<Fields>,
    private readonly key: string,
    fields: Fields,
    found?: Item<Fields>,
  ) {
    this.item = found ?? newDraft(mint(), key, fields);
  }

  /** Leave the old one to the queue and begin another. */
  renew(fields: Fields): void {
    this.item = newDraft(mint(), this.key, fields);
  }

  /** Change the draft and write it; writes never overtake one another. */
  save(change: (item: Item<Fields>) => Item<Fields>): Promise<void> {
    this.item = change(this.item);
    return this.inTurn(() => this.store.save(this.item));
  }

  /** Keep a photo, or what was said, as it came, before anything tries to decode it. Answers its id. */
  async addPhoto(bytes: ArrayBuffer, id = mint()): Promise<string> {
    const part = { id, sha256: "", size: bytes.byteLength, safe: false };
    await this.inTurn(() => {
      this.item = { ...this.item, parts: [...this.item.parts, part] };
      return this.store.keep(this.item, id, bytes);
    });
    return id;
  }

  /** Make the kept photo small, or leave it as it is when this browser can't read it. Shows it through `draw`. */
  async prepare(id: string, draw: (picture: ImageBitmap) => void): Promise<void> {
    const raw = await this.store.bytes(id);
    if (!raw) return;
    const picture = await decode(raw);
    if (picture) draw(picture);
    const ready = this.part(id)?.sha256;
    const bytes = picture && !ready ? await shrink(picture).catch(() => raw) : raw;
    picture?.close();
    if (ready) return;
    const digest = await sha256(bytes);
    await this.inTurn(() => {
      if (!this.part(id)) return Promise.resolve(); // taken away meanwhile
      this.item = withPart(this.item, id, (part) => ({ ...part, sha256: digest, size: bytes.byteLength }));
      return this.store.keep(this.item, id, bytes);
    });
  }

  removePhoto(id: string): Promise<void> {
    return this.inTurn(() => {
      this.item = { ...this.item, parts: this.item.parts.filter((part) => part.id !== id) };
      return this.store.forget(this.item, id);
    });
  }

  private part(id: string): Item<Fields>["parts"][number] | undefined {
    return this.item.parts.find((part) => part.id === id);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work, work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
