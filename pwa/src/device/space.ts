/** Room on the phone: whether what is kept stays kept, and how much more fits. */

/** What one photo may need before the camera opens. */
const ROOM_FOR_PHOTO = 12_000_000;

/** Ask the browser to keep our things when it tidies up. True, false, or undefined where it cannot be asked. */
export async function askToKeep(): Promise<boolean | undefined> {
  if (!navigator.storage?.persist) return undefined;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}

/** Bytes that still fit; undefined where the browser does not tell. */
export async function room(): Promise<number | undefined> {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  return quota === undefined ? undefined : Math.max(0, quota - (usage ?? 0));
}

export async function roomForPhoto(): Promise<boolean> {
  const left = await room().catch(() => undefined);
  return left === undefined || left > ROOM_FOR_PHOTO;
}

/** Did a write fail because the phone is full? */
export function isFull(error: unknown): boolean {
  const name = (error as DOMException | undefined)?.name;
  return name === "QuotaExceededError" || name === "AbortError";
}
