/** Reads a code through the camera: with the browser's own detector, else with one that is loaded when wanted. */

interface Detector {
  detect(picture: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

const PAUSE = 160;
const SIDE = 480;

/** Open the camera over the page and answer what was read, or undefined when the person closed it. */
export async function scanCode(): Promise<string | undefined> {
  const cover = document.createElement("div");
  cover.className = "scanner";
  cover.setAttribute("role", "dialog");
  cover.setAttribute("aria-modal", "true");
  cover.setAttribute("aria-label", "扫码");
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  words.textContent = "把码放到画面中间。";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "send";
  close.textContent = "不扫了，输短码";
  cover.append(video, words, close);
  document.body.append(cover);
  close.focus();

  let open = true;
  const closed = new Promise<undefined>((resolve) => {
    const end = (): void => {
      open = false;
      resolve(undefined);
    };
    close.onclick = end;
    cover.onkeydown = ({ key }) => key === "Escape" && end();
  });
  let stream: MediaStream | undefined;
  try {
    const reading = (async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
      const read = await reader();
      while (open) {
        const seen = await read(video).catch(() => undefined);
        if (seen) return seen;
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
      return undefined;
    })().catch(() => {
      words.textContent = "没有打开相机。请到手机设置里允许，或输入短码。";
      return closed;
    });
    return await Promise.race([reading, closed]);
  } finally {
    open = false;
    for (const track of stream?.getTracks() ?? []) track.stop();
    cover.remove();
  }
}

async function reader(): Promise<(video: HTMLVideoElement) => Promise<string | undefined>> {
  const Native = (window as unknown as { BarcodeDetector?: { new (options: object): Detector; getSupportedFormats(): Promise<string[]> } }).BarcodeDetector;
  if (Native && (await Native.getSupportedFormats().catch(() => [] as string[])).includes("qr_code")) {
    const detector = new Native({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { default: jsQR } = await import("jsqr");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (!pen || !video.videoWidth) return undefined;
    const side = Math.min(video.videoWidth, video.videoHeight);
    canvas.width = canvas.height = Math.min(SIDE, side);
    pen.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data || undefined;
  };
}
