import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, live, test } from "./fixtures";

/** Bytes on the wire of a first visit, recorded; more than 2 % over the record fails. */
const recorded: Record<string, { all: number; code: number }> = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "..", "weights.json"), "utf8"),
);
/** quality.md P3, in bytes. */
const MOST_ALL = 150_000;
const MOST_LAZY = 40_000;
const mostCode = (page: string) => (page === "/simulateur" ? 100_000 : 75_000);
/** Over the goal, until the pages of somebody's own have a module of theirs: what they share stands in everybody's. */
const EXCESS: Record<string, { all: number; code: number }> = { "/simulateur": { all: 9_500, code: 6_000 } };
const NONE = { all: 0, code: 0 };

for (const page_path of Object.keys(recorded)) {
  test(`a first visit of ${page_path} weighs what was recorded`, async ({ page }) => {
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    const kinds = new Map<string, string>();
    const sizes = new Map<string, number>();
    session.on("Network.responseReceived", (event) => kinds.set(event.requestId, event.response.url));
    session.on("Network.loadingFinished", (event) => sizes.set(event.requestId, event.encodedDataLength));
    await page.goto(page_path, { waitUntil: "networkidle" });
    if (await page.locator("form[data-address]").count()) await live(page);
    let all = 0;
    let code = 0;
    const parts: string[] = [];
    for (const [id, bytes] of sizes) {
      const name = new URL(kinds.get(id) ?? "about:blank").pathname;
      // What the service worker keeps for later is fetched apart, by its own target.
      all += bytes;
      if (/\.(js|wasm)$/.test(name)) code += bytes;
      if (/\/split_[^/]*\.wasm$/.test(name)) expect(bytes, `the lazy part ${name}`).toBeLessThanOrEqual(MOST_LAZY);
      parts.push(`${name} ${bytes}`);
    }
    console.log(`${page_path}: ${all} bytes in all, ${code} of code; ${parts.join(", ")}`);
    const over = EXCESS[page_path] ?? NONE;
    expect(all, "everything").toBeLessThanOrEqual(
      Math.min(MOST_ALL + over.all, Math.round(recorded[page_path].all * 1.02)),
    );
    expect(code, "script and wasm").toBeLessThanOrEqual(
      Math.min(mostCode(page_path) + over.code, Math.round(recorded[page_path].code * 1.02)),
    );
  });
}
