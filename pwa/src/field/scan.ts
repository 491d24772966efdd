/** 扫码: the scanner is loaded when it is wanted; where it is not on the phone yet, the short code is typed. */

/** What was read; undefined when the person closed it, or when the part is not here (then `complain` was told). */
export async function scan(complain: (words: string) => void): Promise<string | undefined> {
  const { scanCode } = await import("../device/scanner.ts").catch(() => ({ scanCode: undefined }));
  if (!scanCode) return void complain("扫码的部分还没下载，请输牌子上的短码。");
  return scanCode();
}
