/** One thing being made: on the phone before anything risky happens, one write after the other, photos as they came. */
import { mint } from "../device/mint.ts";
import { sha256 } from "../device/picture.ts";
import { newDraft, withPart } from "../queue/steps.ts";
import type { Draft, FieldItem, FieldShelf, Shot } from "./kept.ts";
import { moment } from "./page.ts";

const THUMB = 320;

export class Keeping {
  item: FieldItem;
  private last: Promise<unknown> = Promise.resolve();
  /** It lies in the queue: what is learnt later (a position, say) must not be written over it. */
  private handed = false;

  constructor(
    private readonly shelf: FieldShelf,
    key: string,
    kind: string,
    owner: string,
    form: Draft["form"],
    found?: FieldItem,
  ) {
    this.item = found ?? { ...newDraft<Draft>(mint(), key, { begunAt: moment(), title: "", shots: {}, form }), kind, owner };
  }

  /** Change the item and write it; writes never overtake one another. */
  save(change: (item: FieldItem) => FieldItem): Promise<void> {
    if (this.handed) return Promise.resolve();
    this.item = change(this.item);
    return this.inTurn(() => this.shelf.save(this.item));
  }

  /** Keep bytes as they came, before anything tries to decode them. Answers their id; throws when the phone is full. */
  async add(reading: ArrayBuffer | Promise<ArrayBuffer>, shot: Shot): Promise<string> {
    if (this.handed) throw new Error("it is on its way");
    const id = mint();
    await this.inTurn(async () => {
      const bytes = await reading;
      const part = { id, sha256: "", size: bytes.byteLength, safe: false };
      const withIt = (item: FieldItem): FieldItem => ({ ...item, parts: [...item.parts, part], draft: { ...item.draft, shots: { ...item.draft.shots, [id]: shot } } });
      await this.shelf.keep(withIt(this.item), id, bytes);
      this.item = withIt(this.item); // what was changed while the bytes went to disk stays
    });
    return id;
  }

  /** Take the digest of the kept bytes, and draw a small picture for the lists where this browser can. */
  async prepare(id: string): Promise<void> {
    const part = this.item.parts.find((one) => one.id === id);
    const bytes = part && (await this.shelf.bytes(id));
    if (!part || !bytes) return;
    if (!part.sha256) {
      const digest = await sha256(bytes);
      await this.save((item) => withPart(item, id, (one) => ({ ...one, sha256: digest })));
    }
    if (this.item.draft.shots[id]?.role === "voice" || (await this.shelf.look("thumbs", id))) return;
    const small = await drawSmall(bytes).catch(() => undefined);
    // A picture for the lists is no reason to fail on a full phone.
    if (small) await this.shelf.put("thumbs", id, small).catch(() => undefined);
  }

  /** Tell more about a shot, for example where it was taken, once that is known. */
  describe(id: string, more: Partial<Shot>): Promise<void> {
    return this.save((item) => {
      const shot = item.draft.shots[id];
      return shot ? { ...item, draft: { ...item.draft, shots: { ...item.draft.shots, [id]: { ...shot, ...more } } } } : item;
    });
  }

  remove(id: string): Promise<void> {
    return this.inTurn(() => {
      const { [id]: _, ...shots } = this.item.draft.shots;
      this.item = { ...this.item, parts: this.item.parts.filter((part) => part.id !== id), draft: { ...this.item.draft, shots } };
      return this.shelf.forget(this.item, id);
    });
  }

  /** Nothing changes any more: photos that are just being kept go along, what is learnt later is too late. */
  async handOver(): Promise<FieldItem> {
    await this.last;
    await Promise.all(this.item.parts.filter((part) => !part.sha256).map((part) => this.prepare(part.id)));
    this.handed = true;
    await this.last;
    return this.item;
  }

  /** The queue has no room for it: it is a draft as before. */
  takeBack(): void {
    this.handed = false;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work, work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

/** The photos of an item as the contract lists them. */
export function promised(item: FieldItem): Record<string, unknown>[] {
  return item.parts.map(({ id, sha256: digest, size }) => {
    const { role = "problem", takenAt, place } = item.draft.shots[id] ?? {};
    return { id, sha256: digest, bytes: size, role, ...(takenAt && { taken_at: takenAt }), ...(place && { place }) };
  });
}

async function drawSmall(bytes: ArrayBuffer): Promise<ArrayBuffer> {
  const whole = new Blob([bytes]);
  // Decoded small at once where the browser can: 12 megapixels take 48 MB.
  const picture = await createImageBitmap(whole, { imageOrientation: "from-image", resizeWidth: THUMB, resizeQuality: "low" }).catch(() => createImageBitmap(whole));
  const canvas = document.createElement("canvas");
  canvas.width = THUMB;
  canvas.height = Math.max(1, Math.round((picture.height / picture.width) * THUMB));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.6));
  if (!blob) throw new Error("no encoder");
  return new Response(blob).arrayBuffer();
}
