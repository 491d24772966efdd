/** The voice note's strip: seconds, 停, 不要. Loaded when somebody speaks. */
import { LONGEST_SECONDS, record } from "../device/voice.ts";
import { fill, make } from "./page.ts";

export async function recordInto(strip: HTMLElement, keep: (bytes: ArrayBuffer) => Promise<void>, complain: (words: string) => void): Promise<void> {
  const clock = make("b", {}, `0 / ${LONGEST_SECONDS} 秒`);
  let done = (_keep: boolean): void => undefined;
  const ended = new Promise<boolean>((resolve) => (done = resolve));
  const recording = await record((seconds) => (clock.textContent = `${seconds} / ${LONGEST_SECONDS} 秒`), () => done(true)).catch(() => undefined);
  if (!recording) return complain("没有打开话筒。请到手机设置里允许，或用键盘上的话筒说成字。");
  const stop = make("button", { type: "button", class: "second", click: () => done(true) }, "说完了");
  fill(strip, clock, stop, make("button", { type: "button", class: "second", click: () => done(false) }, "不要"));
  strip.hidden = false;
  stop.focus();
  const wanted = await ended;
  strip.hidden = true;
  if (!wanted) return recording.cancel();
  const bytes = await recording.stop();
  if (bytes.byteLength === 0) return complain("没有录到声音，请再说一次。");
  await keep(bytes);
}
