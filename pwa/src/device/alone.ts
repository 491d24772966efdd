/** Does the work only if no other tab is at it. Where locks are unknown it just works: the server takes repeats calmly. */
export async function alone(name: string, work: () => Promise<void>): Promise<boolean> {
  if (!navigator.locks) {
    await work();
    return true;
  }
  return navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}

const held = new Map<string, () => void>();

/** Give a name back that this tab has taken. */
export function release(name: string): void {
  held.get(name)?.();
  held.delete(name);
}

/** Take the name for as long as this tab lives; false when another tab has it. */
export function claim(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    if (!navigator.locks) return resolve(true);
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise<void>((free) => held.set(name, free)) : undefined;
    });
  });
}
