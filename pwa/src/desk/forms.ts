// Forms: never sent twice by an eager finger; what is wrong gets the focus; kept words can be copied.
import { all, make, one } from "./find.ts";

const PATIENCE = 15_000;

export function guardTwice(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), PATIENCE);
  }, { capture: true });
  addEventListener("pageshow", (event) => {
    if (event.persisted) all<HTMLFormElement>(document, "form[data-sent]").forEach(release);
  });
}

export function showRefusal(root: ParentNode): void {
  one<HTMLElement>(root, ".error-summary")?.focus();
}

export function copyButtons(root: ParentNode): void {
  for (const field of all<HTMLTextAreaElement>(root, "[data-copy]")) {
    const button = make("button", { type: "button", className: "button", textContent: "复制" });
    button.addEventListener("click", () => {
      field.select();
      void navigator.clipboard?.writeText(field.value).then(() => (button.textContent = "已复制"));
    });
    field.after(make("p", { className: "buttons" }, button));
  }
}

function release(form: HTMLFormElement): void {
  delete form.dataset.sent;
  for (const button of all(form.ownerDocument, "[aria-busy]")) button.removeAttribute("aria-busy");
}
