/** Makes a photo small on the phone: 1600 px, JPEG, at most 600 KB; quality steps down before size. */

const LONGEST_SIDE = 1600;
const MOST_BYTES = 600_000;
const STEPS: readonly (readonly [number, number])[] = [
  [1600, 0.85],
  [1600, 0.7],
  [1600, 0.55],
  [1280, 0.6],
  [1024, 0.6],
  [800, 0.5],
];

/** Decode the bytes of a photo, upright; null when this browser can't read it (the server may). */
export function decode(bytes: ArrayBuffer): Promise<ImageBitmap | null> {
  return createImageBitmap(new Blob([bytes]), { imageOrientation: "from-image" }).catch(() => null);
}

export async function shrink(picture: ImageBitmap): Promise<ArrayBuffer> {
  let blob: Blob | null = null;
  for (const [side, quality] of STEPS) {
    blob = await encode(picture, Math.min(side, LONGEST_SIDE), quality);
    if (blob && blob.size <= MOST_BYTES) break;
  }
  if (!blob) throw new Error("no encoder");
  return bytesOf(blob);
}

/** Draw the picture to fill a small canvas, cut at the edges. */
export function preview(picture: ImageBitmap, canvas: HTMLCanvasElement): void {
  const scale = Math.max(canvas.width / picture.width, canvas.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  canvas.getContext("2d")?.drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
}

export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Blob.arrayBuffer is younger than some web views. */
export function bytesOf(blob: Blob): Promise<ArrayBuffer> {
  return new Response(blob).arrayBuffer();
}

function encode(picture: ImageBitmap, side: number, quality: number): Promise<Blob | null> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return Promise.resolve(null);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}
