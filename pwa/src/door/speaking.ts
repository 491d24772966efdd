/** Saying it instead of writing it: one button that begins and ends a voice note of at most a minute. */
import { canRecord, LONGEST_SECONDS, record } from "../device/voice.ts";
import { fill, type Words } from "./words.ts";

/** Show the button where this phone can record; `keep` is given what was said, `complain` why nothing was. */
export function offerVoice(button: HTMLButtonElement, words: Words, keep: (bytes: ArrayBuffer) => Promise<void>, complain: (words: string) => void): void {
  const label = button.querySelector("span")!;
  let end: (() => void) | undefined;
  button.hidden = !canRecord();
  button.onclick = async () => {
    if (end) return end();
    const ended = new Promise<void>((resolve) => (end = resolve));
    const show = (seconds: number): void => void (label.textContent = fill(words.stop, { seconds, most: LONGEST_SECONDS }));
    try {
      const recording = await record(show, () => end?.());
      show(0);
      button.setAttribute("aria-pressed", "true");
      await ended;
      const bytes = await recording.stop();
      if (bytes.byteLength) await keep(bytes);
      else complain(words.mute);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name === "QuotaExceededError") throw error;
      complain(words.mute);
    } finally {
      end = undefined;
      button.removeAttribute("aria-pressed");
      label.textContent = words.voice;
    }
  };
}
