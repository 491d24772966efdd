/** The sentences of the page, in the reader's language: the template puts them into #words. */
export interface Words {
  readonly saved: string;
  readonly sent: string;
  readonly accepted: string;
  readonly sending: string;
  readonly waiting: string;
  readonly again: string;
  readonly empty: string;
  readonly consent: string;
  readonly full: string;
  readonly back: string;
  readonly remove: string;
  readonly storing: string;
  readonly refused: string;
  readonly change: string;
  readonly forget: string;
  readonly sure: string;
  readonly look: string;
  readonly another: string;
  readonly voice: string;
  readonly stop: string;
  readonly mute: string;
  readonly unsay: string;
}

export function readWords(): Words {
  return JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Words;
}

/** "{number}" and the like are filled in. */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
