// Keys. Whatever carries data-key answers to it; nothing is taken from somebody who is typing,
// and all single keys can be switched off on the sheet (WCAG 2.1.4).
import { all, make, one } from "./find.ts";

const OFF = "keys-off";
const NAMES: Record<string, string> = { Enter: "回车", Escape: "Esc" };
const IN_LISTS: [string, string][] = [["J", "列表里往下"], ["K", "列表里往上"], ["Enter", "打开选中的"]];
const BESIDE: [string, string][] = [["→", "到右边的工单里"], ["←", "从工单回列表"]];
const TICKED: [string, string][] = [["X", "勾上、去掉这一件"]];
const ALWAYS: [string, string][] = [["Escape", "离开输入框、关掉弹窗"]];

export function listenToKeys(): void {
  const opener = one<HTMLElement>(document, "[data-keys-open]");
  opener?.removeAttribute("hidden");
  opener?.addEventListener("click", showSheet);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target)) (event.target as HTMLElement).blur();
    if (!free(event)) return;
    if (walk(event) || tick(event.key) || cross(event.key) || press(event.key)) event.preventDefault();
  });
}

/** Tell assistive technology which key does what. */
export function nameKeys(root: ParentNode): void {
  for (const element of all<HTMLElement>(root, "[data-key]")) {
    element.setAttribute("aria-keyshortcuts", element.dataset.key ?? "");
  }
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "button", "submit", "file"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function free(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (typing(event.target) || one(document, "dialog[open]")) return false;
  if (event.key === "Enter" || event.key === " ") {
    return event.target === document.body || event.target === one(document, "main");
  }
  return event.key === "?" || !switchedOff();
}

function walk(event: KeyboardEvent): boolean {
  const rows = all<HTMLAnchorElement>(document, "[data-list] a");
  const at = rows.findIndex((row) => row === document.activeElement);
  const arrow = at >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp");
  const step = event.key === "j" || event.key === "ArrowDown" ? 1 : event.key === "k" || event.key === "ArrowUp" ? -1 : 0;
  if (!step || !rows.length || (event.key.startsWith("Arrow") && !arrow)) return false;
  const start = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = start < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, start + step));
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: "nearest" });
  return true;
}

/** Tick the line that has the focus, or the one that is open. */
function tick(key: string): boolean {
  if (key !== "x") return false;
  const row = document.activeElement?.closest(".row") ?? one(document, ".row:has([aria-current])");
  const box = row && one<HTMLInputElement>(row, ".pick input");
  box?.click();
  return Boolean(box);
}

/** From the list into the ticket beside it, past all other lines, and back to the line it was opened from. */
function cross(key: string): boolean {
  const pane = one<HTMLElement>(document, ".pane[tabindex]");
  const here = document.activeElement;
  if (!pane?.getClientRects().length) return false;
  if (key === "ArrowRight" && here?.matches("[data-list] a")) pane.focus({ preventScroll: true });
  else if (key === "ArrowLeft" && here === pane) (one<HTMLElement>(document, "[data-list] a[aria-current]") ?? one<HTMLElement>(document, "[data-list] a"))?.focus();
  else return false;
  return true;
}

function press(key: string): boolean {
  const wanted = key.length === 1 ? key.toLowerCase() : key;
  const element = all<HTMLElement>(document, "[data-key]").find((each) => each.dataset.key === wanted && shown(each));
  if (!element) return false;
  if (element.tagName === "SUMMARY") unfold(element);
  else if (element instanceof HTMLInputElement) choose(element);
  else element.click();
  return true;
}

function choose(field: HTMLInputElement): void {
  field.focus();
  if (field.type === "radio" || field.type === "checkbox") field.click();
  else field.select();
}

function unfold(summary: HTMLElement): void {
  const fold = summary.parentElement as HTMLDetailsElement;
  fold.open = !fold.open;
  const field = one<HTMLElement>(fold, "textarea, select, input:not([type=hidden]), .action-body button");
  if (fold.open) field?.focus();
  else summary.focus();
}

function shown(element: HTMLElement): boolean {
  const folded = element.parentElement?.closest("details:not([open]) > :not(summary)");
  return element.getClientRects().length > 0 && !folded && !element.matches(":disabled");
}

function showSheet(): void {
  const seen = new Set<string>();
  const lines = [...(one(document, "[data-list] a") ? IN_LISTS : []), ...(one(document, ".pick") ? TICKED : []), ...(one(document, ".pane[tabindex]") ? BESIDE : []), ...ALWAYS];
  for (const element of all<HTMLElement>(document, "[data-key]").filter(shown)) {
    const key = element.dataset.key ?? "";
    if (!seen.has(key)) lines.push([key, element.dataset.keyLabel ?? element.textContent ?? ""]);
    seen.add(key);
  }
  const list = make("ul", { className: "keys" }, ...lines.map(([key, words]) => make("li", {}, words.trim(), make("kbd", { textContent: NAMES[key] ?? key.toUpperCase() }))));
  const box = make("input", { type: "checkbox", checked: switchedOff() });
  box.addEventListener("change", () => (box.checked ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF)));
  const off = make("label", { className: "check" }, box, make("span", { textContent: "不用单键（? 还能打开这里）" }));
  const close = make("button", { className: "button", textContent: "知道了", autofocus: true });
  const sheet = make("dialog", {}, make("h2", { textContent: "按键" }), list, off, make("p", { className: "buttons" }, close));
  sheet.setAttribute("aria-label", "按键");
  close.addEventListener("click", () => sheet.close());
  sheet.addEventListener("close", () => sheet.remove());
  document.body.append(sheet);
  sheet.showModal();
}

function switchedOff(): boolean {
  return localStorage.getItem(OFF) === "1";
}
