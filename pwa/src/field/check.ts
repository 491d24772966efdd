/** Is this phone fit for the day? Each light says what it means and, when it is not green, what to do. */
import { locate, ROUGH_M } from "../device/position.ts";
import { askToKeep, room } from "../device/space.ts";
import type { Here } from "./here.ts";
import { by, fill, make } from "./page.ts";

type Colour = "green" | "amber" | "red";
type Light = readonly [Colour, string, string?];
const SHAPES: Readonly<Record<Colour, string>> = { green: "●", amber: "▲", red: "■" };
const SLOW_CLOCK = 120_000;
const LITTLE_ROOM = 200_000_000;

export async function check(here: Here): Promise<void> {
  const run = async (): Promise<void> => {
    by("check-sum").textContent = "正在看…";
    fill(by("lights"));
    const lights = await Promise.all(
      [worker(), keeps(), camera(), position(), space(), clock(), waiting(here)].map((light) => light.catch((): Light => ["amber", "有一项没看成", "再检一遍。"])),
    );
    for (const [colour, words, advice] of lights) {
      by("lights").append(make("li", {}, make("span", { "data-light": colour, role: "img", "aria-label": { green: "好", amber: "留意", red: "不行" }[colour] }, SHAPES[colour]), make("b", {}, words), advice ? make("p", {}, advice) : false));
    }
    const bad = lights.filter(([colour]) => colour === "red").length;
    const doubtful = lights.filter(([colour]) => colour === "amber").length;
    by("check-sum").textContent = bad ? `有 ${bad} 项不行，照下面说的弄一下。` : doubtful ? `能用，有 ${doubtful} 项要留意。` : "都好，可以出门。";
  };
  by("again").onclick = () => void run();
  await run();
}

async function worker(): Promise<Light> {
  if (!navigator.serviceWorker) return ["red", "没有网时打不开", "微信里不行，请在手机浏览器里打开；无痕窗口也不行。"];
  const ready = await Promise.race([navigator.serviceWorker.ready, new Promise<undefined>((resolve) => setTimeout(resolve, 5_000))]);
  return ready?.active ? ["green", "没有网也打得开"] : ["amber", "离线部分还没装好", "连着网等一会儿，再检一遍。"];
}

async function keeps(): Promise<Light> {
  const kept = await askToKeep();
  if (kept) return ["green", "存的东西不会被手机清掉"];
  return ["amber", "手机空间紧张时可能清掉没传的", "装到桌面，从图标进；每天收工前看一眼待上传。"];
}

async function camera(): Promise<Light> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  if (!devices.some(({ kind }) => kind === "videoinput")) return ["red", "没有找到相机", "到手机设置里允许浏览器用相机。"];
  const state = await asked("camera");
  return state === "denied" ? ["amber", "扫码和对照拍照用不了", "到手机设置里允许这个网站用相机。随手拍不受影响。"] : ["green", "相机可用"];
}

async function position(): Promise<Light> {
  const found = await locate(8_000);
  if (found === "denied") return ["red", "定位被关了", "到手机设置里打开定位，并允许浏览器使用。关着也能拍，但要自己选门牌。"];
  if (typeof found === "string") return ["amber", "一时定不上位", "到开阔处再试。定不上也能拍，自己选门牌就行。"];
  return found.accuracy_m > ROUGH_M ? ["amber", `定位只准到 ${found.accuracy_m} 米`, "到开阔处会准一些。"] : ["green", `定位准到 ${found.accuracy_m} 米`];
}

async function space(): Promise<Light> {
  const left = await room();
  if (left === undefined) return ["amber", "看不到还剩多少空间"];
  const words = `还能存约 ${Math.floor(left / 4_000_000)} 张照片`;
  return left < LITTLE_ROOM ? ["red", words, "先把待上传的传完，再清理手机空间。"] : ["green", words];
}

async function clock(): Promise<Light> {
  const before = Date.now();
  const answer = await fetch("/api/v1/field/clock", { cache: "no-store", redirect: "manual" }).catch(() => undefined);
  const after = Date.now();
  const told = answer?.ok ? ((await answer.json().catch(() => ({}))) as { now?: string }).now : undefined;
  if (!told) return ["amber", "没连上服务器，钟没对成", "有网时再检一遍。"];
  const ahead = (before + after) / 2 - Date.parse(told);
  if (Math.abs(ahead) <= SLOW_CLOCK) return ["green", "钟是准的"];
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  return ["amber", `手机的钟${ahead > 0 ? "快" : "慢"}了 ${minutes} 分钟`, "到手机设置里打开自动设置时间。已拍的不受影响，服务器会换算。"];
}

async function waiting({ shelf, queue }: Here): Promise<Light> {
  const all = (await shelf.all()).filter((item) => item.stage !== "draft" && queue.mine(item));
  const stuck = all.filter(({ stage }) => stage === "parked").length;
  if (stuck) return ["amber", `${stuck} 件要您看一眼`, "到「待上传」里看。"];
  return ["green", all.length ? `${all.length} 件等着上传` : "没有等着上传的"];
}

async function asked(name: string): Promise<PermissionState | undefined> {
  return (await navigator.permissions?.query({ name: name as PermissionName }).catch(() => undefined))?.state;
}
