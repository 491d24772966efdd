/** A check-in at a point: what its form holds, and the words as they are sent. */
import type { Fix } from "../device/position.ts";
import { type FieldItem } from "./kept.ts";
import { promised } from "./keeping.ts";
import type { Checklist, Pack, Point } from "./pack.ts";
import { moment } from "./page.ts";
import type { ReportForm } from "./report.ts";

export interface Looked {
  readonly ok: boolean;
  readonly note?: string;
  /** The id of the report that says more about a failed item. */
  readonly report?: string;
}

export interface VisitForm extends Readonly<Record<string, unknown>> {
  readonly point: string;
  readonly round?: string;
  readonly version: number;
  readonly items: Readonly<Record<string, Looked>>;
  readonly scanned: string;
  readonly words: string;
  readonly place?: Fix;
}

export const keyOf = (point: string): string => `visit-${point}`;

export function checklistOf(pack: Pack, point: Point): Checklist {
  return pack.checklists.find(({ type }) => type === point.type) ?? { type: point.type ?? "", version: 0, items: [] };
}

export function freshVisit(pack: Pack, point: Point): VisitForm {
  const { round } = pack.plan;
  return { point: point.code, version: Number(checklistOf(pack, point).version) || 0, items: {}, scanned: "", words: "", ...(round && { round }) };
}

export const visitOf = (item: FieldItem): VisitForm => item.draft.form as VisitForm;

export function withVisit(item: FieldItem, more: Partial<VisitForm>): FieldItem {
  return { ...item, draft: { ...item.draft, form: { ...item.draft.form, ...more } } };
}

export function visitPayload(item: FieldItem): Record<string, unknown> {
  const { point, round, version, items, scanned, words, place } = visitOf(item);
  return {
    point,
    ...(round && { round }),
    checklist_version: version,
    items: Object.entries(items).map(([code, { ok, note, report }]) => ({ code, ok, ...(note && { note }), ...(!ok && report && { report }) })),
    ...(scanned && { scanned }),
    ...(words.trim() && { words: words.trim() }),
    ...(place && { place }),
    captured_at: item.draft.begunAt,
    sent_at: moment(),
    photos: promised(item),
  };
}

/** The report about a failed item, before anything is added to it. */
export function findingForm(point: Point, words: string): ReportForm {
  return { text: words, category: "", category_name: "", self: false, chosen: { kind: "point", code: point.code, words: point.name } };
}
