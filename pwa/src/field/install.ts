/** Which browser is this, and what does a person do in it to have the icon? */
import { by } from "./page.ts";

interface Prompt extends Event {
  prompt(): Promise<unknown>;
}

export function placeOf(agent: string, touchPoints = 0): "wechat" | "iphone" | "android" {
  if (/MicroMessenger|wxwork/i.test(agent)) return "wechat";
  return /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1) ? "iphone" : "android";
}

export function install(): void {
  const here = document.querySelector<HTMLElement>(`[data-in=${placeOf(navigator.userAgent, navigator.maxTouchPoints)}]`);
  if (here) here.parentElement?.insertBefore(here, document.querySelector("[data-in]"));
  here?.classList.add("here");
  const button = by<HTMLButtonElement>("install");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button.hidden = false;
    button.onclick = () => void (event as Prompt).prompt();
  });
  // Registered here too, so that a browser may offer to install.
  void navigator.serviceWorker?.register("/f/sw.js", { scope: "/f/", updateViaCache: "none" }).catch(() => undefined);
}
