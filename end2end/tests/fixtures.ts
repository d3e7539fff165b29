import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Page, expect, test as base } from "@playwright/test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A page that fails its test when it says anything on the console, or when the browser refuses a part of it. */
export const test = base.extend<{ quiet: void }>({
  quiet: [
    async ({ page }, use) => {
      const said: string[] = [];
      page.on("console", (message) => {
        // The browser says each answer that is no success: a form that refuses is one, on purpose.
        const refused = /status of (410|422|429) /.test(message.text());
        // It says too when what it kept was cleared at sign-out.
        const cleared = /^Clear-Site-Data header on '[^']*': Cleared data types: "cache"\.$/.test(message.text());
        if (!refused && !cleared) said.push(`${message.type()}: ${message.text()}`);
      });
      page.on("pageerror", (error) => said.push(`error: ${error.message}`));
      await page.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
        });
      });
      await use();
      expect(said, "what the console says").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Waits until no colour is on its way: a change of theme moves links for some time, and axe would see the middle. */
async function still(page: Page): Promise<void> {
  const moving = () => document.getAnimations().filter((one) => one.playState === "running" && one.effect?.getComputedTiming().endTime !== Infinity).length;
  await expect.poll(() => page.evaluate(moving), "colours on their way").toBe(0);
}

/** What axe finds wrong, in short. The script is put in through the debugger, which no policy of the page forbids. */
export async function axeFindings(page: Page): Promise<string[]> {
  await still(page);
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run: (where: Document) => Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
    };
    const found = await axe.run(document);
    return found.violations.flatMap((rule) => rule.nodes.slice(0, 3).map((node) => `${rule.id}: ${node.target.join(" ")}`));
  });
}

/** Waits until the form answers by itself. */
export async function live(page: Page): Promise<void> {
  // Pages other than the simulator load their part at the first touch of the form.
  await page.locator("form[data-live] select:visible, form[data-live] input:visible").first().focus();
  await expect(page.locator("form[data-live='on']").first()).toBeAttached();
}

/** The sums of the receipt, in cents, by their contract names. */
export async function receipt(page: Page): Promise<Record<string, string | null>> {
  return page.evaluate(() => {
    const sums: Record<string, string | null> = {};
    for (const line of document.querySelectorAll("[data-line]")) {
      sums[line.getAttribute("data-line") ?? ""] = line.getAttribute("data-amount-cents");
    }
    for (const name of ["data-total-cents", "data-fee-cents", "data-grand-total-cents"]) {
      sums[name] = document.querySelector(`[${name}]`)?.getAttribute(name) ?? null;
    }
    return sums;
  });
}

export const CASE =
  "issued_on=2026-11-21&operation=changement_titulaire&departement=75&genre=VP&energy=ES&fiscal_cv=6&first_registered_on=2021-05-14";
