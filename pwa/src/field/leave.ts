/** Leaving: what has not been sent stays, what was carried for this person goes. */
import type { Here } from "./here.ts";
import { by } from "./page.ts";
import { isBegun } from "./report.ts";

export async function leave({ shelf, queue }: Here): Promise<void> {
  const waiting = (await shelf.all()).filter((item) => queue.mine(item) && (item.stage !== "draft" || isBegun(item))).length;
  by("left").textContent = waiting
    ? `还有 ${waiting} 件没传完，会留在这台手机里，别人看不到也发不走，下次您登录后接着传。`
    : "都传完了。离线包会从这台手机里拿掉。";
  const form = by<HTMLFormElement>("leave");
  form.onsubmit = (event) => {
    event.preventDefault();
    void Promise.all(["pack", "me"].map((name) => shelf.remove("kept", name))).then(() => form.submit());
  };
}
