// Typed words stay in this tab until the server has taken them: through a reload, a lost line, an idle lock.
// They are keyed by person and form, and go when the person signs out.
import { all, from, make } from "./find.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;
const MARK = "words|";
const SENDING = "words-sending";
const TYPED = "textarea[name]:not([readonly]), input[name]:not([type]), input[name][type=text], input[name][type=tel], input[name][type=number]";

export function keepWords(): void {
  settle();
  document.addEventListener("input", (event) => {
    const field = from<Field>(event, TYPED);
    const key = field && keyOf(field);
    if (!field || !key) return;
    if (field.value === field.defaultValue) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, field.value);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.hasAttribute("data-sign-out")) forget(stored());
    else if (!event.defaultPrevented) sessionStorage.setItem(SENDING, JSON.stringify(fields(form).map(keyOf).filter(Boolean)));
  });
}

export function restoreWords(root: ParentNode): void {
  for (const field of all<HTMLFormElement>(root, "form[method=post]").flatMap(fields)) {
    const kept = sessionStorage.getItem(keyOf(field) ?? "");
    if (!kept || field.value !== field.defaultValue || field.value === kept) continue;
    field.value = kept;
    field.after(make("p", { className: "kept-note", textContent: "上次没发出的话，放回来了。" }));
    const fold = field.closest("details");
    if (fold) fold.open = true;
  }
}

/** A send is over when it ended in a redirect to a page of ours that refuses nothing; anything else keeps the words. */
export function wasTaken(redirects: number, signedIn: boolean, refused: boolean): boolean {
  return redirects > 0 && signedIn && !refused;
}

function settle(): void {
  const sending = sessionStorage.getItem(SENDING);
  if (!sending) return;
  sessionStorage.removeItem(SENDING);
  const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const refused = document.querySelector("[data-refused]") !== null;
  if (wasTaken(arrival?.redirectCount ?? 0, Boolean(document.body.dataset.person), refused)) forget(JSON.parse(sending) as string[]);
}

function fields(form: HTMLFormElement): Field[] {
  return all<Field>(form, TYPED);
}

function keyOf(field: Field): string | null {
  const person = document.body.dataset.person;
  const form = field.form;
  if (!person || form?.getAttribute("method") !== "post") return null;
  return `${MARK}${person}|${form.getAttribute("action")}|${field.name}`;
}

function stored(): string[] {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(MARK));
}

function forget(keys: string[]): void {
  for (const key of keys) sessionStorage.removeItem(key);
}
