/** The check-in at one point: code, position, photo as evidence; the checklist; one button when all is well. */
import { type Fix, locate } from "../device/position.ts";
import { shortCode } from "./around.ts";
import { type Here, seal } from "./here.ts";
import { Keeping } from "./keeping.ts";
import type { Point } from "./pack.ts";
import { by, fill, make } from "./page.ts";
import { lookedAt } from "./patrol.ts";
import { freshDraft, payloadOf, withForm } from "./report.ts";
import { scan } from "./scan.ts";
import { shootButton } from "./shoot.ts";
import { Thumbs } from "./thumbs.ts";
import { checklistOf, findingForm, freshVisit, keyOf, type Looked, visitOf, visitPayload, withVisit } from "./visit.ts";

export async function checkIn(here: Here, point: Point, fix: Fix | undefined, scanned = ""): Promise<void> {
  const all = await here.shelf.all();
  const mine = all.filter((item) => item.stage === "draft" && here.queue.mine(item));
  const begun = mine.find(({ key }) => key === keyOf(point.code));
  const visit = new Keeping(here.shelf, keyOf(point.code), "visit", here.me()?.account ?? "", freshVisit(here.pack(), point), begun);
  const findings = new Map<string, Keeping>();
  for (const [code, { report }] of Object.entries(visitOf(visit.item).items)) {
    const item = mine.find(({ id }) => id === report);
    if (item) findings.set(code, new Keeping(here.shelf, item.key, "report", "", {}, item));
  }
  if (scanned) await visit.save((item) => withVisit(item, { scanned }));
  new CheckIn(here, point, visit, findings).start(fix);
}

class CheckIn {
  private readonly say = make("p", { class: "say", role: "status" });
  private readonly list = make("ul", { class: "thumbs" });
  private readonly thumbs: Thumbs;
  private readonly where = make("p", { role: "status" }, "正在等定位…");
  private readonly lines = make("div", { class: "rows" });
  private readonly fine = make("button", { type: "button", class: "send", click: () => void this.send(true) }, "没发现问题");
  private readonly done = make("button", { type: "button", class: "send", click: () => void this.send(false) }, "记下");

  constructor(
    private readonly here: Here,
    private readonly point: Point,
    private readonly visit: Keeping,
    private readonly findings: Map<string, Keeping>,
  ) {
    this.thumbs = new Thumbs(this.list, here.shelf, (id) => void visit.remove(id).then(this.show));
  }

  start(fix: Fix | undefined): void {
    const { point, visit } = this;
    const code = make("input", { type: "search", id: "label-code", autocomplete: "off", value: shortCode(visitOf(visit.item).scanned), placeholder: "标牌上的短码" });
    code.addEventListener("change", () => void this.change({ scanned: code.value.trim() }));
    const scan = make("button", { type: "button", class: "second", click: () => void this.scan(code) }, "扫码");
    const words = make("textarea", { id: "visit-words", rows: 2, maxlength: 2000 });
    words.value = visitOf(visit.item).words;
    words.addEventListener("change", () => void this.change({ words: words.value }));
    const photo = shootButton({ words: "拍现场", role: "problem", keeping: () => visit, taken: this.show, complain: this.tell });
    fill(
      by("patrol"),
      make("p", {}, make("a", { class: "second", href: "#" }, "‹ 回到今天的点")),
      make("h2", {}, point.name),
      make("p", { class: "soft" }, [point.type_name, point.words, point.code].filter(Boolean).join(" · ")),
      make("label", { class: "ask", for: "label-code" }, "扫点位上的码，或输短码"),
      make("p", { class: "pair" }, code, scan),
      this.where,
      photo,
      this.list,
      this.lines,
      make("label", { class: "ask", for: "visit-words" }, "还有要说的（可以不写）"),
      words,
    );
    const bar = by("patrol-act");
    fill(bar, this.say, make("p", { class: "pair" }, this.done, this.fine));
    bar.hidden = false;
    this.show();
    void this.locate(fix);
  }

  private async locate(known: Fix | undefined): Promise<void> {
    const found = known ?? (await locate());
    if (typeof found === "object") {
      await this.change({ place: found });
      this.where.textContent = `已定位，准到 ${found.accuracy_m} 米。`;
    } else this.where.textContent = "没定上位，也能打卡，会记一笔没有定位。";
  }

  private async scan(box: HTMLInputElement): Promise<void> {
    const seen = await scan(this.tell);
    if (!seen) return;
    box.value = shortCode(seen);
    await this.change({ scanned: seen.slice(0, 200) });
    this.tell(this.point.label && box.value !== this.point.label ? "扫到了，但不是这个点的码。照样能记，会记一笔。" : "扫到了，是这个点。");
  }

  private change(more: Parameters<typeof withVisit>[1]): Promise<void> {
    return this.visit.save((item) => withVisit(item, more));
  }

  private show = (): void => {
    const { items } = visitOf(this.visit.item);
    this.thumbs.show(this.visit.item);
    const list = checklistOf(this.here.pack(), this.point).items;
    fill(this.lines, ...list.map(({ code, words }) => this.line(code, words, items[code])));
    const bad = Object.values(items).filter(({ ok }) => !ok).length;
    this.fine.hidden = bad > 0;
    this.done.hidden = bad === 0;
    this.done.textContent = `记下，报 ${bad} 个问题`;
  };

  private line(code: string, words: string, looked: Looked | undefined): HTMLElement {
    const pick = (ok: boolean, label: string): HTMLElement =>
      make("label", { class: "chip" }, make("input", { type: "radio", name: `item-${code}`, ...(looked?.ok === ok && { checked: true }), change: () => void this.look(code, words, ok) }), make("span", {}, label));
    const row = make("fieldset", { class: "card" }, make("legend", {}, words), make("div", { class: "chips" }, pick(true, "好"), pick(false, "有问题")));
    const finding = this.findings.get(code);
    if (looked?.ok !== false || !finding) return row;
    const note = make("input", { type: "text", "aria-label": `${words}：什么问题`, placeholder: "什么问题（可以不写）", value: looked.note ?? "" });
    note.addEventListener("change", () => void this.look(code, words, false, note.value.trim()));
    const taken = finding.item.parts.length;
    row.append(note, shootButton({ words: taken ? `再拍（已拍 ${taken} 张）` : "拍这个问题", role: "problem", look: "second wide", keeping: () => finding, taken: this.show, complain: this.tell }));
    return row;
  }

  /** A failed item becomes a report of its own, on disk at once. */
  private async look(code: string, words: string, ok: boolean, note = ""): Promise<void> {
    let finding = this.findings.get(code);
    if (!ok && !finding) {
      finding = freshDraft(this.here, findingForm(this.point, words), `finding-${this.point.code}`);
      this.findings.set(code, finding);
    }
    if (!ok && finding) await finding.save((item) => withForm(item, { text: note ? `${words}：${note}` : `${words}：有问题` }));
    const { items } = visitOf(this.visit.item);
    await this.change({ items: { ...items, [code]: { ok, ...(note && { note }), ...(!ok && finding && { report: finding.item.id }) } } });
    this.show();
  }

  private async send(fine: boolean): Promise<void> {
    const { here, point, visit } = this;
    this.fine.disabled = this.done.disabled = true;
    if (fine) {
      const items = Object.fromEntries(checklistOf(here.pack(), point).items.map(({ code }) => [code, { ok: true }]));
      await this.change({ items });
    }
    const { items, place } = visitOf(visit.item);
    for (const [code, { ok }] of Object.entries(items)) {
      const finding = this.findings.get(code);
      if (!finding || finding.item.stage !== "draft") continue;
      if (ok) await here.shelf.drop(finding.item);
      else {
        await finding.save((item) => withForm(item, place ? { place } : {}));
        await seal(here, finding, `巡查发现 · ${point.name}`, payloadOf);
      }
    }
    await seal(here, visit, point.name, visitPayload);
    await here.shelf.put("kept", `stops-${here.pack().plan.date}`, [...new Set([...(await lookedAt(here)), point.code])]);
    location.hash = "";
  }

  private tell = (words: string): void => void (this.say.textContent = words);
}
