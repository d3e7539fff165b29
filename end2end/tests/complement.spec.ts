// What becomes of a payment afterwards: taxes that rise are asked for, taxes that fall come back, a bank that takes back and gives again.
import type { Page } from "@playwright/test";

import { ADULT, begin, BOUGHT, CAR, nameAll, order, PERSON, price, SIMULATION, type Journey } from "./dossier";
import { axeFindings, expect, test } from "./fixtures";
import { paper } from "./papers";
import { signUp, somebody } from "./people";
import { comeBy, invited } from "./staff";

// Whoever lives in Corsica pays less than whoever lives in Paris.
const JOURNEY: Journey = {
  name: "a used car",
  simulation: `operation=changement_titulaire&${SIMULATION}`,
  answers: { ...CAR, ...BOUGHT, ...ADULT, "titulaire.postcode": "20000" },
  people: { holder: PERSON },
};

/** Pays what is due, and gives the provider's address. */
async function pays(page: Page, dossier: string): Promise<string> {
  await page.goto(`${dossier}/paiement`);
  await page.getByRole("button", { name: "Payer" }).click();
  const provider = new URL(page.url()).origin;
  await page.getByRole("button", { name: "Payer, avec 3-D Secure" }).click();
  await page.getByRole("button", { name: "C’est moi" }).click();
  await expect(page).toHaveURL(new RegExp(`${dossier}\\?fait=paiement$`), { timeout: 20_000 });
  return provider;
}

/** The desk finds where the holder really lives, and applies what follows; gives the new total. */
async function moves(desk: Page, reference: string, postcode: string, why: string): Promise<number> {
  await desk.goto(`/gestion/dossiers/${reference}`);
  await desk.getByRole("link", { name: "Corriger une réponse" }).click();
  await desk.locator("a[href*='quoi=titulaire.postcode']").click();
  for (const colorScheme of ["light", "dark"] as const) {
    await desk.emulateMedia({ colorScheme });
    for (const width of [320, 768, 1280]) {
      await desk.setViewportSize({ width, height: 900 });
      if (process.env.SHOTS) await desk.screenshot({ path: `${process.env.SHOTS}/correct-${width}-${colorScheme}.png`, fullPage: true });
      expect(await desk.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    expect(await axeFindings(desk), `correcting, ${colorScheme}`).toEqual([]);
  }
  await desk.locator("#answer").fill(postcode);
  await desk.getByRole("button", { name: "Enregistrer la correction" }).click();
  await expect(desk).toHaveURL(new RegExp(`/gestion/dossiers/${reference}\\?`));
  const cents = Number(await desk.locator("input[name=total]").getAttribute("value"));
  await desk.locator("#reprice-why").fill(why);
  await desk.getByRole("button", { name: "Appliquer le nouveau prix" }).click();
  await expect(desk.getByRole("button", { name: "Appliquer le nouveau prix" })).toHaveCount(0);
  return cents;
}

/** What the bank of whoever paid for `reference` does. */
async function bank(page: Page, provider: string, reference: string, act: string) {
  await page.goto(provider);
  await page.locator("tr", { hasText: reference }).getByRole("button", { name: act }).last().click();
}

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  test(`more is asked for, some comes back, a bank disputes, ${how}`, async ({ browser, baseURL }, info) => {
    test.setTimeout(240_000);
    const phone = { width: 390, height: 844 };
    const first = await browser.newContext({ baseURL, locale: "fr-FR", viewport: phone });
    await signUp(await first.newPage());
    const storageState = await first.storageState();
    await first.close();
    const staff = await browser.newContext({ baseURL, locale: "fr-FR" });
    const desk = await staff.newPage();
    await comeBy(desk, invited(somebody(), "superviseur"));
    const context = await browser.newContext({ baseURL, locale: "fr-FR", javaScriptEnabled: script, storageState, viewport: phone });
    const page = await context.newPage();

    await begin(page, JOURNEY);
    const dossier = new URL(page.url()).pathname;
    const reference = dossier.split("/").at(-1) ?? "";
    await price(page);
    const before = Number(await page.locator("[data-grand-total-cents]").getAttribute("data-grand-total-cents"));
    await order(page);
    const provider = await pays(page, dossier);
    await nameAll(page, dossier, JOURNEY.people);

    // More: the letter and the page ask for the difference alone, and nothing is filed before.
    const after = await moves(desk, reference, "75011", "Le justificatif de domicile est de Paris");
    expect(after).toBeGreaterThan(before);
    const due = ((after - before) / 100).toFixed(2).replace(".", ",");
    await page.goto(dossier);
    await expect(page.locator("[data-status]")).toHaveAttribute("data-status", "a_payer");
    await page.goto(`${dossier}/paiement`);
    await expect(page.getByText("Complément de taxes")).toBeVisible();
    await expect(page.locator("main")).toContainText(due);
    if (script) expect(await axeFindings(page), "complement").toEqual([]);
    await pays(page, dossier);
    await expect(page.locator("[data-status]")).toHaveAttribute("data-status", "a_completer");

    // Less: what was too much comes back; above what one gives back alone, a second person says so.
    const fell = await moves(desk, reference, "20000", "Nouvelle adresse en Corse");
    expect(fell).toBe(before);
    const second = await (await browser.newContext({ baseURL, locale: "fr-FR" })).newPage();
    await comeBy(second, invited(somebody(), "superviseur"));
    await second.goto(`/gestion/dossiers/${reference}`);
    await second.getByRole("button", { name: "Approuver" }).click();
    await expect(async () => {
      await second.reload();
      await expect(second.locator("#money")).toContainText(", remboursé", { timeout: 500 });
    }).toPass({ timeout: 20_000 });
    expect(await axeFindings(second), "the desk").toEqual([]);
    await paper(page, "Avoir", info);

    // A bank takes the first payment back: nothing goes on until it says who was right.
    const outside = await context.newPage();
    await bank(outside, provider, reference, "Contester");
    await expect(async () => {
      await desk.goto(`/gestion/dossiers/${reference}`);
      await expect(desk.locator("#money")).toContainText("contesté par la banque", { timeout: 500 });
    }).toPass({ timeout: 20_000 });
    await bank(outside, provider, reference, "Donner raison à la maison");
    await expect(async () => {
      await desk.goto(`/gestion/dossiers/${reference}`);
      await expect(desk.locator("#money")).not.toContainText("contesté par la banque", { timeout: 500 });
    }).toPass({ timeout: 20_000 });
    await page.goto(dossier);
    await expect(page.locator("[data-status]")).toHaveAttribute("data-status", "a_completer");
    for (const one of [context, staff, second.context()]) await one.close();
  });
}
