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

/** Read a page of our own; null when it cannot be had, or when we were sent elsewhere (signed out, for one). */
export async function page(url: string, signal?: AbortSignal): Promise<Document | null> {
  try {
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" }, signal: signal ?? null });
    if (!answer.ok || new URL(answer.url).pathname !== new URL(url, location.href).pathname) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}
