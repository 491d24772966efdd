// An urgent ticket that nobody has accepted rings (safety.md 1): the banner, the tab's title and a sound, on every
// page and in every tab, until somebody says 知道了. A locked page goes on ringing and tells only how many.
import { from, one } from "./find.ts";
import { nameKeys } from "./keys.ts";

const ASK_EVERY = 10_000;
const RING_EVERY = 6_000;
const BANNER = "[data-part=urgent]";
const SIGN = "【急】";
const TONES = [880, 660, 880, 660];
let speaker: AudioContext | undefined;

export function listenForAlarms(): void {
  const address = document.body.dataset.alarm;
  if (!address) return;
  setInterval(() => void ask(address), ASK_EVERY);
  setInterval(ring, RING_EVERY);
  addEventListener("pageshow", (event) => event.persisted && void ask(address));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void ask(address));
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => void speaker?.resume().then(ring));
  document.addEventListener("submit", (event) => {
    const form = from<HTMLFormElement>(event, "form[data-part=heard]");
    if (form) void heard(event, form, address);
  });
  ring();
}

/** What rings now; when it cannot be had, what stands there goes on ringing. */
async function ask(address: string): Promise<void> {
  try {
    const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // no network: the next time
  }
}

function show(fresh: Document): void {
  const mine = one<HTMLElement>(document, BANNER);
  const theirs = one<HTMLElement>(fresh, BANNER);
  if (mine?.dataset.mark === theirs?.dataset.mark) return;
  const held = mine?.contains(document.activeElement);
  mine?.remove();
  if (theirs) one(document, "main")?.prepend(theirs);
  if (theirs) nameKeys(theirs);
  if (held) one<HTMLElement>(document, "main")?.focus();
  ring();
}

/** 知道了 without leaving the page, so that nothing that was typed is in danger. */
async function heard(event: Event, form: HTMLFormElement, address: string): Promise<void> {
  event.preventDefault();
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])), redirect: "manual" });
    if (answer.type === "opaqueredirect") return await ask(address);
  } catch {
    // the plain way says what is wrong
  }
  form.submit();
}

function ring(): void {
  const banner = one<HTMLElement>(document, BANNER);
  const sounds = banner?.dataset.sound !== undefined;
  const title = document.title.replace(SIGN, "");
  if (document.title !== (sounds ? SIGN + title : title)) document.title = sounds ? SIGN + title : title;
  if (!banner || !sounds) return;
  speaker ??= new AudioContext();
  const silent = one<HTMLElement>(banner, "[data-part=silent]");
  const audible = speaker.state === "running";
  if (silent && !audible) silent.hidden = false;
  // Its place stays: it goes while somebody is pressing something, which must not move away from under the finger.
  if (silent) silent.style.visibility = audible ? "hidden" : "visible";
  if (audible) TONES.forEach(tone(speaker));
}

const tone = (on: AudioContext) => (pitch: number, place: number): void => {
  const voice = on.createOscillator();
  const loudness = on.createGain();
  const start = on.currentTime + place * 0.28;
  voice.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.25, start);
  loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.26);
  voice.connect(loudness).connect(on.destination);
  voice.start(start);
  voice.stop(start + 0.27);
};
