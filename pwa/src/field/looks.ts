/** Strong light, large letters: kept on this phone, and told to the server for the pages it draws. */
const CHOICES = { size: "large", contrast: "high" } as const;

const YEAR = 365 * 24 * 3600;

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
      // The cookie of layout/look.py: these pages carry no form token with which to ask for it.
      document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    };
    show();
  }
}
