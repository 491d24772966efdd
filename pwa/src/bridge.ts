/** The one way to the server: sends, and reads every answer with distrust. */
import type { Item, Outcome, Part, Receipt, Transport, Trouble } from "./queue/item.ts";

const MARK = { "X-Mashang-Queued": "1" };
const WORDS_TIME = 30_000;
/** The slowest line that we wait for: 5 kB a second. */
const PART_TIME = (size: number): number => 60_000 + size / 5;

/** Send to the server at `origin` ("" is the page's own), each kind to its own address; `marks` are asked for at each try. */
export function reportsBridge<D>(origin = "", marks: (item: Item<D>) => Record<string, string> = () => MARK): Transport<D> {
  const address = (item: Item<D>, rest = ""): string => `${origin}/api/v1/${item.kind ?? "report"}s/${item.id}${rest}`;
  return {
    send: (item) =>
      ask(address(item), { method: "PUT", headers: { ...marks(item), "Content-Type": "application/json" }, body: item.payload ?? "" }, WORDS_TIME, true),
    sendPart: (item: Item<D>, part: Part, bytes: ArrayBuffer) =>
      ask(
        address(item, `/photos/${part.id}`),
        { method: "PUT", headers: { ...marks(item), "Content-Type": kindOf(bytes), "Content-Digest": `sha-256=:${base64(part.sha256)}:` }, body: bytes },
        PART_TIME(part.size),
        false,
      ),
    receipt: (item) => ask(address(item, "/receipt"), { headers: marks(item) }, WORDS_TIME, true),
  };
}

async function ask(url: string, init: RequestInit, time: number, wantsReceipt: boolean): Promise<Outcome> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), time);
  try {
    // A portal that redirects is not our server: never follow.
    const response = await fetch(url, { ...init, redirect: "manual", cache: "no-store", credentials: "same-origin", signal: stop.signal });
    return judge(response.status, response.headers.get("Content-Type") ?? "", response.headers.get("Retry-After"), await response.text(), wantsReceipt);
  } catch {
    return { kind: "later" };
  } finally {
    clearTimeout(timer);
  }
}

/** The contract's table: which answer means what. Whatever is not surely our server's is a reason to try again. */
export function judge(status: number, type: string, retryAfter: string | null, body: string, wantsReceipt: boolean): Outcome {
  const json = /^application\/([\w.]+\+)?json/.test(type) ? parse(body) : undefined;
  if (status >= 200 && status < 300) {
    const receipt = json && readReceipt(json);
    if (receipt) return { kind: "ok", receipt };
    return !wantsReceipt && (json !== undefined || body === "") ? { kind: "ok" } : { kind: "later" };
  }
  if (status === 413) return { kind: "refused", trouble: trouble(status, json) };
  const ours = type.startsWith("application/problem+json") && json !== undefined;
  if (ours && status === 401) return { kind: "signin" };
  if (ours && status === 409) return { kind: "clash", trouble: trouble(status, json) };
  if (ours && status === 422) return { kind: "fix", trouble: trouble(status, json) };
  if (ours && status >= 400 && status < 500 && ![408, 425, 429].includes(status)) return { kind: "refused", trouble: trouble(status, json) };
  const seconds = Number(retryAfter);
  return seconds > 0 ? { kind: "later", after: seconds * 1000 } : { kind: "later" };
}

type Json = Record<string, unknown>;

function parse(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function trouble(status: number, json: Json = {}): Trouble {
  const fields = typeof json.fields === "object" && json.fields !== null ? (json.fields as Record<string, string>) : {};
  return { status, detail: String(json.detail ?? json.title ?? ""), fields, theirs: json };
}

function readReceipt(json: Json): Receipt | undefined {
  const ticket = (json.ticket ?? {}) as Json;
  const id = json.report ?? json.visit ?? json.recheck;
  // A report is a ticket at once; what is no report may have none, but never an empty hand.
  if (typeof id !== "string" || (json.report && typeof ticket.number !== "string") || !Array.isArray(json.photos)) return undefined;
  const words: Json = { number: ticket.number, url: ticket.url, code: json.query_code, outcome: json.outcome, why: json.why };
  for (const name of Object.keys(words)) words[name] = String(words[name] ?? "");
  return { id, parts: json.photos as Receipt["parts"], complete: json.complete === true, words: words as Record<string, string> };
}

function base64(hex: string): string {
  return btoa((hex.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16))).join(""));
}

/** The server reads the content itself; this is only a courtesy. */
function kindOf(bytes: ArrayBuffer): string {
  const head = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  return head[0] === 0xff && head[1] === 0xd8 ? "image/jpeg" : "application/octet-stream";
}
