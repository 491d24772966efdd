// Rectangles drawn on a photo, to be hidden for good; the server does the hiding, here they are only shown.
import { make, one } from "./find.ts";

type Box = [left: number, top: number, width: number, height: number];
const LEAST = 0.01;

export function drawBoxes(): void {
  const board = one<HTMLElement>(document, "[data-part=blur]");
  const field = one<HTMLInputElement>(document, "#blur-boxes");
  const told = one<HTMLElement>(document, "[data-part=drawn]");
  const words = told && one<HTMLElement>(told, "[role=status]");
  const undo = told && one<HTMLButtonElement>(told, "button");
  if (!board || !field || !told || !words || !undo) return;
  const boxes: Box[] = [];
  const drawn: HTMLElement[] = [];
  const how = words.textContent;
  const tell = (): void => {
    field.value = boxes.map((each) => each.map((part) => part.toFixed(4)).join(",")).join(";");
    words.textContent = boxes.length ? `要挡住 ${boxes.length} 处。` : how;
    undo.hidden = !boxes.length;
  };
  let start: [number, number] | null = null;
  let shown: HTMLElement | null = null;
  told.hidden = false;
  tell();
  undo.addEventListener("click", () => {
    boxes.pop();
    drawn.pop()?.remove();
    tell();
  });
  board.addEventListener("dragstart", (event) => event.preventDefault());
  board.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    start = at(board, event);
    shown = make("span", { className: "blur-box" });
    board.append(shown);
    board.setPointerCapture(event.pointerId);
  });
  board.addEventListener("pointermove", (event) => {
    if (start && shown) place(shown, between(start, at(board, event)));
  });
  const end = (event: PointerEvent): void => {
    if (!start || !shown) return;
    const box = between(start, at(board, event));
    if (event.type === "pointerup" && box[2] >= LEAST && box[3] >= LEAST) {
      boxes.push(box);
      drawn.push(shown);
      tell();
    } else shown.remove();
    start = shown = null;
  };
  board.addEventListener("pointerup", end);
  board.addEventListener("pointercancel", end);
}

function at(board: HTMLElement, event: PointerEvent): [number, number] {
  const edge = board.getBoundingClientRect();
  const within = (part: number): number => Math.min(1, Math.max(0, part));
  return [within((event.clientX - edge.left) / edge.width), within((event.clientY - edge.top) / edge.height)];
}

export function between(one: [number, number], other: [number, number]): Box {
  return [Math.min(one[0], other[0]), Math.min(one[1], other[1]), Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1])];
}

function place(shown: HTMLElement, [left, top, width, height]: Box): void {
  Object.assign(shown.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
}
