/** Everything unsent as one file that the server can import; loaded when somebody asks for it. */
import { Zip, ZipPassThrough } from "fflate";
import type { FieldShelf } from "./kept.ts";
import { moment } from "./page.ts";

export const FORMAT = 1;

/** A stored ZIP: outbox.json with the frozen words, photos/<id> with the bytes as they are queued. */
export async function exportFile(shelf: FieldShelf, account: string, device: string): Promise<Blob> {
  const items = (await shelf.all()).filter((item) => item.payload !== undefined);
  const pieces: Uint8Array[] = [];
  let failed: Error | null = null;
  const zip = new Zip((error, piece) => {
    failed = error ?? failed;
    pieces.push(piece);
  });
  const add = (name: string, bytes: Uint8Array): void => {
    const file = new ZipPassThrough(name);
    zip.add(file);
    file.push(bytes, true);
  };
  const outbox = {
    format: FORMAT,
    exported_at: moment(),
    device,
    account,
    items: items.map(({ id, kind = "report", owner, payload, parts }) => ({ kind, id, owner, payload, parts: parts.map((part) => ({ id: part.id, sha256: part.sha256, size: part.size, file: `photos/${part.id}` })) })),
  };
  add("outbox.json", new TextEncoder().encode(JSON.stringify(outbox)));
  for (const { parts } of items) {
    for (const { id } of parts) {
      const bytes = await shelf.bytes(id);
      if (bytes) add(`photos/${id}`, new Uint8Array(bytes));
    }
  }
  zip.end();
  if (failed) throw failed as Error;
  return new Blob(pieces as BlobPart[], { type: "application/zip" });
}
