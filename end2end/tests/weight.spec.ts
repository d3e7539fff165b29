import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";

import { expect, live, test } from "./fixtures";
import { somebody } from "./people";
import { comeBy, invited, listens, seeded } from "./staff";

interface Weight {
  all: number;
  code: number;
}

/** Bytes on the wire of a first visit, recorded; more than 2 % over the record fails. */
const recorded: Record<string, Weight> = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "..", "weights.json"), "utf8"),
);
/** quality.md P3, in bytes. */
const MOST_ALL = 150_000;
const MOST_OF_A_SHELL = 200_000;
const MOST_LAZY = 40_000;
const mostCode = (page: string) => (page === "/simulateur" ? 100_000 : 75_000);
/** The pages of the staff, each by what is recorded under its name. */
const SHELL = ["/gestion", "/gestion/dossiers/…"];

/** What whoever has nothing of ours yet fetches to see `address` and to have it awake. */
async function weigh(page: Page, address: string, awake: () => Promise<void>): Promise<Weight> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.clearBrowserCache");
  const kinds = new Map<string, string>();
  const sizes = new Map<string, number>();
  session.on("Network.responseReceived", (event) => kinds.set(event.requestId, event.response.url));
  session.on("Network.loadingFinished", (event) => sizes.set(event.requestId, event.encodedDataLength));
  await page.goto(address);
  await awake();
  const weight = { all: 0, code: 0 };
  const parts: string[] = [];
  for (const [id, bytes] of sizes) {
    const name = new URL(kinds.get(id) ?? "about:blank").pathname;
    // What the service worker keeps for later is fetched apart, by its own target.
    weight.all += bytes;
    if (/\.(js|wasm)$/.test(name)) weight.code += bytes;
    if (/\/split_[^/]*\.wasm$/.test(name)) expect(bytes, `the lazy part ${name}`).toBeLessThanOrEqual(MOST_LAZY);
    parts.push(`${name} ${bytes}`);
  }
  console.log(`${address}: ${weight.all} bytes in all, ${weight.code} of code; ${parts.join(", ")}`);
  return weight;
}

/** Neither over the goal nor much over the record. */
function holds(name: string, weight: Weight, most: Weight) {
  const was = recorded[name] ?? { all: 0, code: 0 };
  expect(weight.all, `${name}: everything`).toBeLessThanOrEqual(Math.min(most.all, Math.round(was.all * 1.02)));
  expect(weight.code, `${name}: script and wasm`).toBeLessThanOrEqual(
    Math.min(most.code, Math.round(was.code * 1.02)),
  );
}

for (const address of Object.keys(recorded).filter((name) => !SHELL.includes(name))) {
  test(`a first visit of ${address} weighs what was recorded`, async ({ page }) => {
    const weight = await weigh(page, address, async () => {
      await page.waitForLoadState("networkidle");
      if (await page.locator("form[data-address]").count()) await live(page);
    });
    holds(address, weight, { all: MOST_ALL, code: mostCode(address) });
  });
}

test("the desk and a dossier at the desk weigh what was recorded", async ({ page }) => {
  const reference = seeded();
  await comeBy(page, invited(somebody(), "operateur"));
  const most = { all: MOST_OF_A_SHELL, code: MOST_OF_A_SHELL };
  holds("/gestion", await weigh(page, "/gestion", () => listens(page)), most);
  await page.goto(`/gestion/dossiers?q=${reference}`);
  const address = await page.getByRole("link", { name: reference }).getAttribute("href");
  holds("/gestion/dossiers/…", await weigh(page, address ?? "", () => listens(page)), most);
});
