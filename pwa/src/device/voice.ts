/** A voice note of at most a minute, recorded in whatever this phone can. */

export const LONGEST_SECONDS = 60;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
/** Speech at this rate stays well under the contract's 2 MB. */
const RATE = 32_000;

export interface Recording {
  /** End it and have the bytes. */
  stop(): Promise<ArrayBuffer>;
  /** End it and forget it. */
  cancel(): void;
}

export function canRecord(): boolean {
  return typeof MediaRecorder !== "undefined" && Boolean(navigator.mediaDevices?.getUserMedia);
}

/** Begin to record; `tick` is told the seconds, `full` when the minute is over. Rejects when the microphone is denied. */
export async function record(tick: (seconds: number) => void, full: () => void): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, { ...(kind && { mimeType: kind }), audioBitsPerSecond: RATE });
  const pieces: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void (data.size && pieces.push(data));
  const ended = new Promise<void>((resolve) => (recorder.onstop = () => resolve()));
  let seconds = 0;
  const timer = setInterval(() => {
    tick(++seconds);
    if (seconds >= LONGEST_SECONDS) full();
  }, 1_000);
  const end = async (): Promise<void> => {
    clearInterval(timer);
    if (recorder.state !== "inactive") recorder.stop();
    await ended;
    for (const track of stream.getTracks()) track.stop();
  };
  recorder.start(1_000);
  return {
    stop: async () => {
      await end();
      return new Response(new Blob(pieces)).arrayBuffer();
    },
    cancel: () => void end(),
  };
}
