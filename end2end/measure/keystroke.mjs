// From a keystroke to its painted total, at full speed and at 4× slowdown. Not a test: it prints milliseconds.
// BASE_URL=http://localhost:3000 node end2end/measure/keystroke.mjs (against `cargo xtask serve --release`)
import { chromium } from "@playwright/test";

const CASE =
  "operation=import_occasion&departement=75&genre=VP&energy=ES&fiscal_cv=7&first_registered_on=2025-05-01&co2_g_km=150&mass_in_running_order_kg=1700";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const page = await (await browser.newContext()).newPage();
await page.goto(`${process.env.BASE_URL ?? "http://localhost:3000"}/simulateur?${CASE}`);
await page.locator("form[data-live='on']").waitFor();
const session = await page.context().newCDPSession(page);
for (const rate of [1, 4]) {
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  const times = await page.evaluate(async () => {
    const field = document.querySelector("#co2_g_km");
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const painted = async () => {
      await frame();
      await new Promise((done) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(0);
      });
    };
    const handler = [];
    const paint = [];
    for (let index = 0; index < 40; index += 1) {
      field.value = String(120 + index);
      await frame();
      const start = performance.now();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      handler.push(performance.now() - start);
      await painted();
      paint.push(performance.now() - start);
    }
    const at = (list, share) => list.sort((one, other) => one - other)[Math.floor(list.length * share)].toFixed(1);
    return { handler: [at(handler, 0.5), at(handler, 0.95)], paint: [at(paint, 0.5), at(paint, 0.95)] };
  });
  console.log(`CPU ÷ ${rate}: handler ${times.handler.join(" / ")} ms, painted ${times.paint.join(" / ")} ms (median / p95)`);
}
await browser.close();
