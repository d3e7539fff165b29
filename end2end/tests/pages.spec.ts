import { axeFindings, CASE, expect, live, test } from "./fixtures";

/** One address of each kind of page, in both languages, empty, filled and with errors. */
const KINDS = [
  "/", "/en",
  "/simulateur", `/simulateur?${CASE}`, "/simulateur?operation=import_occasion&fiscal_cv=x", "/en/simulator",
  "/prix-carte-grise", "/en/registration-prices",
  "/prix-carte-grise/ile-de-france", "/en/registration-prices/corse",
  "/prix-carte-grise/ile-de-france/paris-75", "/en/registration-prices/mayotte/mayotte-976",
  "/malus-co2", "/en/co2-malus", "/malus-masse", "/en/weight-malus",
  "/demarches", "/en/procedures", "/guides", "/en/guides",
  "/aide", "/en/help", "/tarifs", "/en/fees", "/a-propos", "/en/about", "/contact", "/en/contact",
  "/mentions-legales", "/en/legal-notice", "/cgv", "/en/terms", "/confidentialite", "/en/privacy",
  "/accessibilite", "/en/accessibility",
];

for (const width of [320, 1280]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing at ${width} px in the ${colorScheme} theme`, async ({ page }) => {
      test.setTimeout(300_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const found: Record<string, string[]> = {};
      for (const path of KINDS) {
        await page.goto(path);
        if (await page.locator("form[data-address]").count()) await live(page);
        const findings = await axeFindings(page);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (sideways > 0) findings.push(`the page is ${sideways} px too wide`);
        if (findings.length) found[path] = findings;
      }
      expect(found).toEqual({});
    });
  }
}

test("axe finds nothing on any page of the sitemap", async ({ page, request }) => {
  test.setTimeout(600_000);
  await page.setViewportSize({ width: 320, height: 900 });
  const sitemap = await (await request.get("/sitemap.xml")).text();
  const paths = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => new URL(match[1]).pathname);
  expect(paths.length).toBeGreaterThan(250);
  // Départements differ only in their figures: one in eight of them, every other page.
  const chosen = paths.filter((path, index) => path.split("/").length < 4 || index % 8 === 0);
  const found: Record<string, string[]> = {};
  for (const path of chosen) {
    await page.goto(path, { waitUntil: "domcontentloaded" });
    const findings = await axeFindings(page);
    if (findings.length) found[path] = findings;
  }
  expect(found).toEqual({});
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
