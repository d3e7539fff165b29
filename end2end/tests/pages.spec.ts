import type { Page } from "@playwright/test";
import { axeFindings, CASE, expect, live, test } from "./fixtures";

/** What forms become: filled, refused, compared. The pages themselves are those of the sitemap. */
const STATES = [
  `/simulateur?${CASE}`,
  `/simulateur?${CASE}&vs_departement=13`,
  "/simulateur?operation=import_occasion&fiscal_cv=x",
  "/simulateur?operation=import_occasion&genre=VP&energy=ES&first_registered_on=2023-02-13&co2_g_km=190&co2_norm=wltp",
  `/en/simulator?${CASE}`,
  "/nulle-part",
  "/en/nowhere",
];

const VIEWS = [320, 1280].flatMap((width) => (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })));

/** What is wrong with `paths` in both themes, narrow and wide; nothing when nothing is. */
async function audited(page: Page, paths: string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const path of paths) {
    await page.goto(path, { waitUntil: "domcontentloaded" });
    if (await page.locator("form[data-live]").count()) await live(page);
    for (const [view, findings] of Object.entries(await inEveryView(page))) found[`${path} ${view}`] = findings;
  }
  return found;
}

/** What is wrong with the page that is open, in both themes, narrow and wide. */
async function inEveryView(page: Page): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { width, colorScheme } of VIEWS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const findings = await axeFindings(page);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (sideways > 0) findings.push(`the page is ${sideways} px too wide`);
    if (findings.length) found[`${width} px, ${colorScheme}`] = findings;
  }
  return found;
}

// Two tests, as two workers share them.
for (const lang of ["fr", "en"]) {
  test(`axe finds nothing on any page in both themes, narrow and wide: ${lang}`, async ({ page, request }) => {
    test.setTimeout(900_000);
    const sitemap = await (await request.get("/sitemap.xml")).text();
    const paths = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => new URL(match[1]).pathname);
    expect(paths.length).toBeGreaterThan(250);
    const own = paths.filter((path) => /^\/en(\/|$)/.test(path) === (lang === "en"));
    // Départements differ only in their figures: one in sixteen of them (all with AXE_ALL=1), every other page.
    const depth = lang === "en" ? 5 : 4;
    const chosen = own.filter(
      (path, index) => process.env.AXE_ALL || path.split("/").length < depth || index % 16 === 0,
    );
    expect(await audited(page, chosen)).toEqual({});
  });
}

test("axe finds nothing on forms that are filled, refused or compared", async ({ browser, baseURL }) => {
  test.setTimeout(300_000);
  // A page of its own: an address that does not exist speaks on the console, as it must.
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  expect(await audited(page, STATES)).toEqual({});
  await context.close();
});

test("axe finds nothing on a contact form that was refused", async ({ browser, baseURL }) => {
  // A page of its own: a refusal speaks on the console, as it must.
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/contact");
  await page.getByLabel("Votre nom").fill("Camille Exemple");
  await page.locator("form[action='/contact']").evaluate((form: HTMLFormElement) => form.submit());
  await expect(page.getByRole("alert")).toBeVisible();
  expect(await inEveryView(page)).toEqual({});
  await context.close();
});

test("the contact form says what is wrong without script, keeps what was typed, then sends", async ({ browser, baseURL }) => {
  const plain = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await plain.newPage();
  await page.goto("/contact");
  await page.getByLabel("Votre nom").fill("Camille Exemple");
  await page.getByLabel("Votre adresse e-mail").fill("camille");
  await page.getByLabel("Votre message").fill("Bonjour");
  await page.getByRole("button", { name: "Envoyer" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Votre message")).toHaveValue("Bonjour");
  await page.getByLabel("Votre adresse e-mail").fill(`camille-${Date.now()}@exemple.fr`);
  await page.getByRole("button", { name: "Envoyer" }).click();
  await expect(page.getByRole("status")).toContainText("bien reçu");
  await plain.close();
});

test("the theme is kept, with script off too", async ({ browser, baseURL }) => {
  const plain = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await plain.newPage();
  await page.goto("/tarifs");
  await page.getByRole("button", { name: "Thème sombre" }).click();
  await expect(page).toHaveURL(/\/tarifs$/);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.goto("/aide");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await plain.close();
});

test("an address that does not exist says so and leads on", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const answer = await page.goto("/nulle-part");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Cette page n’existe pas");
  expect(await axeFindings(page)).toEqual([]);
  await context.close();
});
