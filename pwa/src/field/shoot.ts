/** A camera button: the phone's own camera, which works in every browser; and the thumbs of what it took. */
import { bytesOf } from "../device/picture.ts";
import { isFull, roomForPhoto } from "../device/space.ts";
import type { FieldItem, Role } from "./kept.ts";
import type { Keeping } from "./keeping.ts";
import { make, moment } from "./page.ts";

export const FULL = "手机存不下这张照片了，写的字已经存好。先把待上传的传完，或清理一下手机空间，再拍。";
const EMPTY = "这张照片是空的，请再拍一张。";

export interface Shooting {
  readonly words: string;
  readonly role: Role;
  /** The gallery too, where it is allowed. */
  readonly album?: boolean;
  readonly look?: string;
  readonly keeping: () => Keeping | Promise<Keeping>;
  readonly taken: () => void;
  readonly complain: (words: string) => void;
}

export function shootButton({ words, role, album = false, look = "camera", keeping, taken, complain }: Shooting): HTMLElement {
  const input = make("input", { type: "file", accept: "image/*", ...(album ? {} : { capture: "environment" }), "aria-label": words });
  beforePicker(input, async () => {
    if (!(await roomForPhoto())) return complain(FULL);
    await (await keeping()).save((item) => item);
    return true;
  });
  input.onchange = async () => {
    const file = input.files?.[0];
    if (!file) return;
    try {
      if (file.size === 0) return complain(EMPTY);
      await keepShot(await keeping(), bytesOf(file), role);
      taken();
    } catch (error) {
      if (!isFull(error)) throw error;
      complain(FULL);
    } finally {
      input.value = "";
    }
  };
  return make("label", { class: look }, make("span", {}, words), input);
}

/** Hold the picker back until the draft is on disk and there is room: the camera may kill the page. */
export function beforePicker(input: HTMLInputElement, prepare: () => Promise<boolean | void>): void {
  let cleared = false;
  input.onclick = (event) => {
    if (cleared) return void (cleared = false);
    event.preventDefault();
    void prepare().then((fits) => {
      cleared = fits === true;
      if (fits) input.click();
    });
  };
}

export async function keepShot(keeping: Keeping, bytes: ArrayBuffer | Promise<ArrayBuffer>, role: Role): Promise<void> {
  const id = await keeping.add(bytes, { role, takenAt: moment() });
  await keeping.prepare(id);
}

/** Keep what was picked, one after the other; the first of a report says when that was begun. Answers their ids. */
export async function keepShots(keeping: Keeping, files: readonly File[], roleIn: (item: FieldItem) => Role, complain: (words: string, tone: string) => void): Promise<string[]> {
  const takenAt = moment();
  const ids: string[] = [];
  if (keeping.item.parts.length === 0) await keeping.save((item) => ({ ...item, draft: { ...item.draft, begunAt: takenAt } }));
  for (const file of files) {
    if (file.size === 0) complain(EMPTY, "late");
    else ids.push(await keeping.add(bytesOf(file), { role: roleIn(keeping.item), takenAt }));
  }
  return ids;
}
