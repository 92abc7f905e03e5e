// Sends the requests of standard input with fetch; `other_clients.py` describes both lines.
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";

for await (const line of createInterface({ input: process.stdin })) {
  const [method, url, content, ...fields] = line.split("\t");
  const headers = Object.fromEntries(fields.map((field) => field.split(/:(.*)/s).slice(0, 2)));
  const body = "Content-Encoding" in headers ? gzipSync(content) : content || undefined;
  try {
    const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(60_000) });
    const received = Buffer.from(await response.arrayBuffer()).toString("base64");
    const field = (name) => response.headers.get(name) ?? "";
    console.log([response.status, field("content-length"), field("retry-after"), received].join("\t"));
  } catch (error) {
    console.log(`error\t${String(error.cause ?? error).replaceAll(/\s+/g, " ")}`);
  }
}
