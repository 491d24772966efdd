// Photos: what was picked is shown before it is sent; what was sent opens large without leaving the page.
import { all, from, make, one } from "./find.ts";

export function previewFiles(): void {
  document.addEventListener("change", (event) => {
    const input = from<HTMLInputElement>(event, "input[type=file][data-preview]");
    if (!input) return;
    const pictures = Array.from(input.files ?? []).map((file) => {
      const image = make("img", { src: URL.createObjectURL(file), alt: file.name });
      image.addEventListener("load", () => URL.revokeObjectURL(image.src));
      image.addEventListener("error", () => image.replaceWith(make("span", { textContent: `${file.name}（选好了，这台机器预览不了）` })));
      return image;
    });
    one(input.parentElement ?? document, ".previews")?.remove();
    input.after(make("div", { className: "previews" }, ...pictures));
  });
}

export function viewPhotos(): void {
  document.addEventListener("click", (event) => {
    const link = from<HTMLAnchorElement>(event, "a[data-photo]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const beside = all<HTMLAnchorElement>(link.closest("article, main") ?? document, "a[data-photo]");
    view(beside, Math.max(0, beside.indexOf(link)));
  });
}

function view(links: HTMLAnchorElement[], start: number): void {
  let at = start;
  const picture = make("img");
  const words = make("span", { className: "viewer-words" });
  const close = make("button", { type: "button", className: "button", textContent: "关闭", autofocus: true });
  const buttons = links.length > 1 ? [turn("上一张", -1), turn("下一张", 1), close] : [close];
  const dialog = make("dialog", { className: "viewer" }, make("div", { className: "viewer-bar" }, words, ...buttons), picture);
  dialog.setAttribute("aria-label", "看大图");
  const show = (step: number): void => {
    at = (at + step + links.length) % links.length;
    picture.src = links[at]?.href ?? "";
    picture.alt = one<HTMLImageElement>(links[at] ?? document, "img")?.alt ?? "";
    words.textContent = links.length > 1 ? `${at + 1} / ${links.length}　${picture.alt}` : picture.alt;
  };
  function turn(label: string, step: number): HTMLButtonElement {
    const button = make("button", { type: "button", className: "button", textContent: label });
    button.addEventListener("click", () => show(step));
    return button;
  }
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(-1);
    if (event.key === "ArrowRight") show(1);
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => (dialog.remove(), links[start]?.focus()));
  document.body.append(dialog);
  show(0);
  dialog.showModal();
}
