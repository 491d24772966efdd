// A ticket opens at the side of the map: its short page is read in the background and its part put in place. What is
// sent from there is sent in the background too, and the part is read anew: the map stays where it is.
import { all, from, make, one, read } from "./find.ts";

export function openSide(frame: HTMLElement, changed: () => void): (address: string) => Promise<void> {
  const side = make("aside", { className: "map-open", hidden: true, tabIndex: -1, ariaLabel: "选中的工单" });
  frame.after(side);
  let turn = 0;
  const open = async (address: string): Promise<void> => {
    const mine = ++turn;
    const fresh = await read(address);
    if (mine !== turn) return;
    const part = fresh && fresh !== "locked" ? one<HTMLElement>(fresh, "[data-part=side]") : null;
    if (!part || !fresh || fresh === "locked") return location.assign(address);
    const shut = make("button", { type: "button", className: "button map-shut", textContent: "收起" });
    shut.dataset.kind = "quiet";
    shut.addEventListener("click", () => (side.hidden = true));
    side.replaceChildren(shut, ...all(fresh, "main > .banner:not([data-part])"), part);
    side.hidden = false;
    side.dataset.of = address;
    for (const row of all<HTMLElement>(document, ".row")) row.toggleAttribute("data-here", address.endsWith(row.dataset.id ?? " "));
  };
  side.addEventListener("submit", (event) => {
    const form = from<HTMLFormElement>(event, "form");
    if (!form) return;
    event.preventDefault();
    const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    const pressed = event.submitter;
    if (pressed instanceof HTMLButtonElement && pressed.name) body.append(pressed.name, pressed.value);
    // whatever it was answered, the side says: the sentence waits there for the next page that is read
    void fetch(form.action, { method: "POST", body, redirect: "manual" }).then(() => open(side.dataset.of ?? ""), () => form.submit()).then(changed);
  });
  side.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") side.hidden = true;
  });
  return open;
}
