// P4: what Lighthouse (mobile) says of each public route. Not a test: its performance wants a quiet machine.
// BASE_URL=http://localhost:3000 node end2end/measure/lighthouse.mjs [paths] (against `cargo xtask serve --release`)
import { chromium } from "@playwright/test";
import lighthouse from "lighthouse";

const base = process.env.BASE_URL ?? "http://localhost:3000";
const ROUTES = [
  "/", "/en", "/simulateur", "/prix-carte-grise", "/prix-carte-grise/ile-de-france",
  "/prix-carte-grise/ile-de-france/paris-75", "/malus-co2", "/malus-masse", "/demarches",
  "/demarches/changement-titulaire", "/guides", "/guides/lire-carte-grise", "/aide", "/tarifs", "/a-propos", "/contact",
  "/mentions-legales", "/cgv", "/confidentialite", "/accessibilite",
];
const port = 9333;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", `--remote-debugging-port=${port}`],
});
const asked = process.argv.slice(2);
for (const path of asked.length ? asked : ROUTES) {
  const { lhr } = await lighthouse(base + path, { port, output: "json", logLevel: "error" });
  const figure = (id, digits) => lhr.audits[id].numericValue?.toFixed(digits) ?? "unknown";
  const scores = Object.values(lhr.categories).map((category) => Math.round(category.score * 100));
  console.log(
    `${path}: ${scores.join(" / ")}, LCP ${figure("largest-contentful-paint", 0)} ms, ` +
      `TBT ${figure("total-blocking-time", 0)} ms, CLS ${figure("cumulative-layout-shift", 3)}`,
  );
  for (const { auditRefs } of Object.values(lhr.categories)) {
    for (const { id, weight } of auditRefs) {
      const { score, displayValue } = lhr.audits[id];
      if (weight > 0 && score !== null && score < 0.9) console.log(`  ${id}: ${score} ${displayValue ?? ""}`);
    }
  }
}
await browser.close();
