/** Small helpers over the page: elements, the notes on top, the moment of now. */

type Child = Node | string | false | undefined;
type Props = Readonly<Record<string, string | number | boolean | ((event: Event) => void) | undefined>>;

/** Make an element: attributes by name, listeners as functions, `true` for a bare attribute. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

export function fill(parent: Element, ...children: Child[]): void {
  parent.textContent = "";
  for (const child of children) if (child) parent.append(child);
}

export function by<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id} in this page`);
  return found as T;
}

export type Act = readonly [words: string, act: (() => void) | string];

/** A note on top of the page, one for each key; empty words take it away. */
export function note(key: string, words: string, tone = "", acts: readonly Act[] = []): void {
  const board = by("notes");
  const old = board.querySelector(`[data-key=${key}]`);
  if (!words) return old?.remove();
  if (old?.firstElementChild?.textContent === words) return;
  const fresh = make("div", { class: "note", "data-key": key, "data-tone": tone }, make("span", {}, words), ...acts.map(control));
  if (old) old.replaceWith(fresh);
  else board.append(fresh);
}

export function control([words, act]: Act): HTMLElement {
  return typeof act === "string" ? make("a", { class: "second", href: act }, words) : make("button", { class: "second", type: "button", click: act }, words);
}

/** Do it at once; what is asked for within the pause after it is done once, at its end. */
export function calmly(act: () => void, pause: number): () => void {
  let timer = 0;
  let again = false;
  return function go(): void {
    if (timer) return void (again = true);
    act();
    timer = window.setTimeout(() => {
      timer = 0;
      if (!again) return;
      again = false;
      go();
    }, pause);
  };
}

/** The phone's clock with its offset from UTC, as the contract asks. */
export function moment(date = new Date()): string {
  const offset = -date.getTimezoneOffset();
  const two = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, "0");
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}

/** "刚才", "5 分钟前", "3 小时前", "2 天前". */
export function ago(at: number, now = Date.now()): string {
  const minutes = Math.max(0, Math.round((now - at) / 60_000));
  if (minutes < 1) return "刚才";
  if (minutes < 60) return `${minutes} 分钟前`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} 小时前` : `${Math.round(minutes / 1440)} 天前`;
}
