/** Fills in where the phone is before 我到了 is sent; a phone that does not say sends without it. */
import { locate } from "./device/position.ts";

const PATIENCE = 6_000;
const form = document.querySelector<HTMLFormElement>("form[data-where]");
let asked = false;

form?.addEventListener("submit", (event) => {
  if (asked) return;
  asked = true;
  event.preventDefault();
  void locate(PATIENCE).then((fix) => {
    if (typeof fix !== "string") {
      for (const [name, value] of [["lng", fix.lng], ["lat", fix.lat]] as const) {
        const box = form.querySelector<HTMLInputElement>(`[name=${name}]`);
        if (box) box.value = String(value);
      }
    }
    form.submit();
  });
});
