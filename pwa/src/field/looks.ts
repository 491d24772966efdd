/** Strong light, large letters: kept on this phone, and told to the server for the pages it draws. */
const CHOICES = { size: "large", contrast: "high" } as const;

export function startSwitches(): void {
  for (const button of Array.from(document.querySelectorAll<HTMLButtonElement>("[data-switch]"))) {
    const name = button.dataset.switch as keyof typeof CHOICES;
    const on = (): boolean => document.documentElement.getAttribute(`data-${name}`) === CHOICES[name];
    const show = (): void => button.setAttribute("aria-pressed", String(on()));
    button.hidden = false;
    button.onclick = () => {
      const value = on() ? "normal" : CHOICES[name];
      if (on()) document.documentElement.removeAttribute(`data-${name}`);
      else document.documentElement.setAttribute(`data-${name}`, value);
      show();
      try {
        localStorage.setItem(name, value);
      } catch {
        // it holds until the page is left
      }
      void fetch("/look", { method: "POST", body: new URLSearchParams({ [name]: value, back: "/f/" }), redirect: "manual" }).catch(() => undefined);
    };
    show();
  }
}
