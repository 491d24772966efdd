// Small steps through the page, typed once.

export function all<E extends Element>(root: ParentNode, selector: string): E[] {
  return Array.from(root.querySelectorAll<E>(selector));
}

export function one<E extends Element>(root: ParentNode, selector: string): E | null {
  return root.querySelector<E>(selector);
}

/** The nearest ancestor (or itself) of whatever an event happened on. */
export function from<E extends Element>(event: Event, selector: string): E | null {
  return event.target instanceof Element ? event.target.closest<E>(selector) : null;
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  about: Partial<HTMLElementTagNameMap[K]> = {},
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), about);
  element.append(...inside);
  return element;
}

/** Read a page of our own; null when it cannot be had or we were sent elsewhere, "locked" when the sign-in is over. */
export async function read(url: string, init: RequestInit = {}): Promise<Document | "locked" | null> {
  try {
    const headers = { ...init.headers, Accept: "text/html" };
    const answer = await fetch(url, { ...init, credentials: "same-origin", headers });
    if (!answer.ok) return null;
    const path = new URL(answer.url).pathname;
    if (path === "/desk/sign-in") return "locked";
    return path === new URL(url, location.href).pathname ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

/** The same where only the page is wanted: whatever else is answered is left to the browser. */
export async function page(url: string, signal: AbortSignal): Promise<Document | null> {
  const found = await read(url, { signal });
  return found === "locked" ? null : found;
}
