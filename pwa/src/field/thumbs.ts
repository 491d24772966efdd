/** The photos and the voice note of a draft: a small picture, what it shows, how safe it is, and ✕. */
import type { FieldItem, FieldShelf } from "./kept.ts";
import { fill, make } from "./page.ts";

const ROLES = { problem: "", before: "处理前 · ", after: "处理后 · ", voice: "语音 · " } as const;

export class Thumbs {
  private readonly shown = new Map<string, { row: HTMLElement; word: HTMLElement; button: HTMLElement; drawn: boolean }>();

  constructor(
    private readonly list: HTMLElement,
    private readonly shelf: FieldShelf,
    private readonly remove: (id: string) => void,
  ) {}

  /** Show what is true of each part now. */
  show(item: FieldItem): void {
    for (const [id, { row }] of this.shown) {
      if (!item.parts.some((part) => part.id === id)) {
        row.remove();
        this.shown.delete(id);
      }
    }
    for (const part of item.parts) {
      const role = item.draft.shots[part.id]?.role ?? "problem";
      const one = this.shown.get(part.id) ?? this.add(part.id, role === "voice");
      one.word.textContent = ROLES[role] + (part.safe ? "已上传" : part.sha256 ? "已保存在手机" : "正在存");
      if (!one.drawn && part.sha256) void this.draw(part.id, role === "voice");
    }
  }

  private add(id: string, voice: boolean): { row: HTMLElement; word: HTMLElement; button: HTMLElement; drawn: boolean } {
    const word = make("p");
    const button = make("button", { type: "button", "aria-label": voice ? "去掉这段语音" : "去掉这张照片", click: () => this.remove(id) }, "✕");
    const row = make("li", {}, make("span", { class: "blank" }, voice ? "语音" : "照片"), word, button);
    const one = { row, word, button, drawn: false };
    this.shown.set(id, one);
    this.list.append(row);
    return one;
  }

  private async draw(id: string, voice: boolean): Promise<void> {
    const one = this.shown.get(id);
    const picture = voice ? await pictureOf(this.shelf, id, "parts") : await pictureOf(this.shelf, id);
    if (!one || one.drawn || !picture) return;
    one.drawn = true;
    one.row.firstElementChild?.replaceWith(voice ? make("audio", { controls: true, src: picture }) : make("img", { src: picture, alt: "", load: () => URL.revokeObjectURL(picture) }));
  }
}

/** The address of a small picture that is kept on the phone; undefined while there is none. */
export async function pictureOf(shelf: FieldShelf, id: string, board = "thumbs"): Promise<string | undefined> {
  const bytes = await shelf.look<ArrayBuffer>(board, id);
  return bytes && URL.createObjectURL(new Blob([bytes]));
}

/** Rows to choose from, as radio buttons with their words. */
export function choices(parent: Element, name: string, rows: readonly { value: string; words: string; more: string }[], chosen: string, choose: (value: string) => void): void {
  fill(
    parent,
    ...rows.map(({ value, words, more }) =>
      make("label", { class: "row" }, make("input", { type: "radio", name, value, ...(value === chosen && { checked: true }), change: () => choose(value) }), make("span", {}, words, more ? make("small", {}, ` ${more}`) : false)),
    ),
  );
}
