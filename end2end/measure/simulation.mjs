// A simulation alone in Chromium, in microseconds: the median of 200 batches. Not a test.
// BASE_URL=http://localhost:3000 node end2end/measure/simulation.mjs (the server gives the tables; builds bench/browser)
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

const base = process.env.BASE_URL ?? "http://localhost:3000";
const folder = path.join(import.meta.dirname, "../../bench/browser");
const run = (program, ...given) => execFileSync(program, given, { cwd: folder, stdio: "inherit" });
run("cargo", "build", "--release", "--target", "wasm32-unknown-unknown", "--target-dir", "target");
run("wasm-bindgen", "--target", "no-modules", "--no-typescript", "--out-dir", "target/out",
  "target/wasm32-unknown-unknown/release/browser.wasm");
const glue = readFileSync(path.join(folder, "target/out/browser.js"), "utf8");
const wasm = readFileSync(path.join(folder, "target/out/browser_bg.wasm")).toString("base64");
const page_html = await (await fetch(`${base}/simulateur`)).text();
const tables = await fetch(base + page_html.match(/name="baremes" content="([^"]+)"/)[1]);
const snapshot = Buffer.from(await tables.arrayBuffer()).toString("base64");
const CASES = {
  "used petrol car":
    "operation=changement_titulaire&departement=75&genre=VP&energy=ES&fiscal_cv=6&first_registered_on=2021-05-14",
  "used import, both malus":
    "operation=import_occasion&departement=75&genre=VP&energy=ES&fiscal_cv=12&first_registered_on=2023-02-13&co2_g_km=190&co2_norm=wltp&mass_in_running_order_kg=1950&holder=person",
};
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const page = await browser.newPage();
for (const [name, query] of Object.entries(CASES)) {
  const pairs = [...new URLSearchParams(query)].flat();
  const median = await page.evaluate(
    ([glue, wasm, snapshot, pairs]) => {
      const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const bindgen = new Function(`${glue}; return wasm_bindgen;`)();
      bindgen.initSync({ module: new WebAssembly.Module(bytes(wasm)) });
      const tables = bytes(snapshot);
      // What reading the tables takes is the same whatever the count: the difference is the simulations'.
      const timed = (times) => {
        const start = performance.now();
        const taxes = bindgen.simulate(tables, pairs, times);
        if (taxes < 0) throw new Error("the case has no known total");
        return performance.now() - start;
      };
      timed(2_000);
      const each = [];
      for (let batch = 0; batch < 200; batch += 1) each.push(((timed(2_001) - timed(1)) / 2_000) * 1_000);
      return each.sort((one, other) => one - other)[100];
    },
    [glue, wasm, snapshot, pairs],
  );
  console.log(`P2  simulation in the browser, ${name}: median ${median.toFixed(2)} µs (goal 20)`);
}
await browser.close();
