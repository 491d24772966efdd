/** The photos on the page: a small picture, its state in a word, and ✕. */
import { preview } from "../device/picture.ts";
import type { Item } from "../queue/item.ts";
import type { Words } from "./words.ts";

export class Thumbs {
  constructor(
    private readonly list: HTMLElement,
    private readonly words: Words,
    private readonly remove: (id: string) => void,
  ) {}

  add(id: string): (picture: ImageBitmap) => void {
    const canvas = document.createElement("canvas");
    canvas.width = 240;
    canvas.height = 200;
    this.row(id, canvas, this.words.remove);
    return (picture) => preview(picture, canvas);
  }

  /** What was said, to be heard once more. */
  addVoice(id: string, bytes: ArrayBuffer): void {
    const audio = document.createElement("audio");
    audio.controls = true;
    audio.src = URL.createObjectURL(new Blob([bytes]));
    this.row(id, audio, this.words.unsay);
  }

  private row(id: string, shown: HTMLElement, remove: string): void {
    const row = document.createElement("li");
    row.dataset.id = id;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "✕";
    button.setAttribute("aria-label", remove);
    button.onclick = () => this.remove(id);
    const state = document.createElement("p");
    state.textContent = this.words.storing;
    row.append(shown, button, state);
    this.list.append(row);
    row.scrollIntoView({ block: "nearest" });
  }

  /** Show what is true of each photo now, and only the photos that are. */
  show(item: Item<unknown>): void {
    for (const row of Array.from(this.list.children) as HTMLElement[]) {
      const part = item.parts.find(({ id }) => id === row.dataset.id);
      if (!part) {
        row.remove();
        continue;
      }
      const { saved, sent, storing, refused } = this.words;
      const state = part.refused !== undefined ? refused : part.safe ? sent : part.sha256 ? saved : storing;
      const [, button, word] = Array.from(row.children) as [Element, HTMLButtonElement, Element];
      word.textContent = state;
      button.hidden = item.stage !== "draft";
    }
  }
}
