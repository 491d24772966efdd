// A server on the loop of this machine that keeps the words of the contract, and a line that can be cut at any point.
import { createHash } from "node:crypto";
import { createServer } from "node:http";

export async function startServer() {
  const reports = new Map();
  const arrivals = { reports: 0, photos: 0 };
  const faults = []; // taken one by one, oldest first: undefined | "deaf" | "mute" | "portal" | "busy" | "corrupt" | {status, detail, fields}
  const marks = new Set();

  const receiptOf = (report) => {
    const photos = report.body.photos.filter(({ id }) => report.bytes.has(id)).map(({ id }) => ({ id, sha256: digest(report.bytes.get(id)) }));
    return {
      report: report.id,
      ticket: { id: `t-${report.id}`, number: report.number, state: "new", url: `/t/${report.id}` },
      query_code: "4821",
      photos,
      complete: photos.length === report.body.photos.length,
      received_at: "2025-11-21T10:30:00+08:00",
    };
  };

  function answer(request, body) {
    const [, id, photo] = /^\/api\/v1\/reports\/([\w-]+)(?:\/photos\/([\w-]+)|\/receipt)?$/.exec(request.url);
    const report = reports.get(id);
    if (request.method === "GET") return report ? [200, receiptOf(report)] : [404, { title: "无此上报" }];
    if (photo) {
      arrivals.photos += 1;
      const claimed = /^sha-256=:(.+):$/.exec(request.headers["content-digest"])[1];
      if (createHash("sha256").update(body).digest("base64") !== claimed) return [422, { title: "摘要不符" }];
      report.bytes.set(photo, body);
      return [201, receiptOf(report)];
    }
    arrivals.reports += 1;
    const text = body.toString();
    if (report) return report.text === text ? [200, receiptOf(report)] : [409, { title: "已有一份", detail: "已有一份" }];
    const fresh = { id, text, body: JSON.parse(text), number: `1121-${String(reports.size + 1).padStart(4, "0")}`, bytes: new Map() };
    reports.set(id, fresh);
    return [201, receiptOf(fresh)];
  }

  const server = createServer((request, response) => {
    const fault = faults.shift();
    if (fault === "deaf") return request.socket.destroy();
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      marks.add(request.headers["x-mashang-queued"]);
      if (fault === "portal") return response.writeHead(200, { "Content-Type": "text/html" }).end("<h1>登录后上网</h1>");
      if (fault === "busy") return response.writeHead(503, { "Retry-After": "7" }).end("busy");
      if (fault && fault.status) return response.writeHead(fault.status, { "Content-Type": "application/problem+json" }).end(JSON.stringify(fault));
      const whole = Buffer.concat(chunks);
      const [status, json] = answer(request, fault === "corrupt" ? whole.subarray(1) : whole);
      if (fault === "mute") return request.socket.destroy(); // it is done, and nobody hears of it
      response.writeHead(status, { "Content-Type": status < 300 ? "application/json" : "application/problem+json" }).end(JSON.stringify(json));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    reports,
    arrivals,
    faults,
    marks,
    stop: () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())),
  };
}

export function digest(bytes) {
  return createHash("sha256").update(Buffer.from(bytes)).digest("hex");
}
