/** What the person sees of a draft: position, classes, places, what is the same, and what the buttons do. */
import { far, type Fix, type Missing, ROUGH_M } from "../device/position.ts";
import { type Offered, offeredByWords, type Same } from "./around.ts";
import type { FieldItem, Role } from "./kept.ts";
import { findClasses, type Matter, type Pack } from "./pack.ts";
import { by, fill, make } from "./page.ts";
import { type Chosen, formOf } from "./report.ts";
import { choices } from "./thumbs.ts";

const MOST_PHOTOS = 4;
const CHIPS = 5;
const FEW = 3; // of what was reported near here: the form must not slip out of reach of the thumb
const LOST: Readonly<Record<Missing, string>> = {
  denied: "定位被关了。请在下面选门牌或点位，或到手机设置里打开定位。",
  absent: "一时定不上位。可以先选门牌或点位，也可以走到开阔处再试。",
  nowhere: "手机给的位置不对，没有用它。请选门牌或点位，或重新定位。",
};

export const roles = (item: FieldItem): Role[] => Object.values(item.draft.shots).map(({ role }) => role);

/** How many more photos may be taken. */
export function photosLeft(item: FieldItem): number {
  return MOST_PHOTOS - roles(item).filter((role) => role !== "voice").length;
}

/** What the next photo shows. */
export function nextRole(item: FieldItem): Role {
  if (!formOf(item).self) return "problem";
  return roles(item).includes("before") ? "after" : "before";
}

export function showCamera(item: FieldItem): void {
  const full = photosLeft(item) <= 0;
  for (const id of ["shot", "album"]) by<HTMLInputElement>(id).disabled = full;
  by("shoot").toggleAttribute("data-full", full);
  const words = { problem: item.parts.length ? "再拍" : "拍照", before: "拍处理前", after: "拍处理后", voice: "" }[nextRole(item)];
  by("shoot").querySelector("span")!.textContent = words;
}

export function showFix(place: Fix | undefined, lost: Missing | undefined): void {
  const line = by("fix");
  line.dataset.tone = place ? (place.accuracy_m > ROUGH_M ? "soon" : "ok") : lost ? "late" : "";
  if (!place) line.textContent = lost ? LOST[lost] : "正在等定位…";
  else if (place.source === "pin") line.textContent = "位置是您在地图上点的。";
  else if (place.accuracy_m > ROUGH_M) line.textContent = `定位只准到 ${place.accuracy_m} 米，最好再选一个门牌或点位。`;
  else line.textContent = `已定位，准到 ${place.accuracy_m} 米。`;
}

export function showClasses(item: FieldItem, { classes }: Pack, choose: (code: string, name: string) => void): void {
  const { category, category_name } = formOf(item);
  const sought = by<HTMLInputElement>("class-words").value;
  const plain = { code: category, name: category_name, letters: "", danger: false, self_handle: false };
  const last: Matter[] = category ? [classes.find(({ code }) => code === category) ?? plain] : [];
  const rest = (sought ? findClasses(classes, sought) : classes).filter(({ code }) => code !== category);
  const shown = [...last, ...rest.slice(0, CHIPS)];
  const chip = ({ code, name }: Matter): HTMLElement =>
    make(
      "label",
      { class: "chip" },
      make("input", { type: "radio", name: "category", value: code, ...(code === category && { checked: true }), change: () => choose(code, name) }),
      make("span", {}, name),
    );
  const none = sought ? "没有这一类，不选也能发。" : "分类随离线包下载，不选也能发。";
  fill(by("classes"), ...shown.map(chip), shown.length === 0 && make("p", { class: "soft" }, none));
}

export function showPlaces(item: FieldItem, pack: Pack, offered: readonly Offered[], choose: (place: Chosen | undefined) => void): void {
  const { chosen } = formOf(item);
  const typed = by<HTMLInputElement>("place-words").value;
  const found: readonly Offered[] = typed.trim() ? offeredByWords(pack, typed) : offered;
  const named = ({ kind, code }: Chosen): string => `${kind} ${code}`;
  const rows: Offered[] = chosen && !found.some((one) => named(one) === named(chosen)) ? [chosen, ...found] : [...found];
  const shown = rows.map((one) => ({ value: named(one), words: one.words, more: one.metres === undefined ? "" : far(one.metres) }));
  choices(by("places"), "place", shown, chosen ? named(chosen) : "", (value) => choose(rows.find((one) => named(one) === value)));
}

export function showSame(item: FieldItem, same: readonly Same[], join: (one: Same | undefined) => void): void {
  const section = by("same");
  const { joins } = formOf(item);
  section.hidden = same.length === 0;
  const row = (one: Same): HTMLElement =>
    make(
      "label",
      { class: "row" },
      make("input", { type: "checkbox", ...(joins === one.id && { checked: true }), change: (event) => join((event.target as HTMLInputElement).checked ? one : undefined) }),
      make("span", {}, `${one.class} · ${one.state_words}`, make("small", {}, [one.number, one.place, far(one.distance_m), one.age_words].filter(Boolean).join(" · "))),
      make("b", {}, "同一件"),
    );
  const more = same.slice(FEW);
  const open = section.querySelector("details")?.open || more.some(({ id }) => id === joins);
  const rest = make("details", { ...(open && { open: true }) }, make("summary", {}, `再看 ${more.length} 件`), make("div", { class: "rows" }, ...more.map(row)));
  fill(section.querySelector(".rows")!, ...same.slice(0, FEW).map(row), more.length > 0 && rest);
}

/** 自行处置 is offered for the classes that a grid worker may settle on the spot. */
export function showActs(item: FieldItem, { classes }: Pack): void {
  const { joins, self, category } = formOf(item);
  const may = classes.some(({ code, self_handle }) => code === category && self_handle);
  by("send").textContent = joins ? "发出，并到那一件" : self ? "不处理了，转给别人办" : "发出，转给别人办";
  by("self").hidden = !may || Boolean(joins);
  // The likely one is the filled one.
  by("send").classList.toggle("plain", self && !joins);
  by("self").classList.toggle("plain", !self);
  by("self").textContent = !self ? "我已当场处理" : roles(item).includes("after") ? "发出，已自行处置" : "拍一张处理后";
}
