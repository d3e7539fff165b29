import type { Page } from "@playwright/test";

import { axeFindings, expect, test } from "./fixtures";
import { somebody } from "./people";
import { comeBy, invited, listens } from "./staff";

/** Begins a draft on the list that is open, and gives its address. */
async function begin(page: Page, note: string): Promise<string> {
  await page.getByLabel("Pourquoi un nouveau brouillon").fill(note);
  await page.getByRole("button", { name: "Commencer un brouillon" }).click();
  await expect(page.getByRole("status")).toContainText("Le brouillon est commencé");
  return new URL(page.url()).pathname;
}

/** Nothing wrong in either theme, on a telephone and on a desk. */
async function sound(page: Page) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [320, 1280]) {
      // Colours that still move would be measured half-way.
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 800 });
      expect(await axeFindings(page), `${page.url()} ${colorScheme} ${width}`).toEqual([]);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wider, `${page.url()} ${width}`).toBeLessThanOrEqual(0);
    }
  }
}

// Nothing is published here: every journey reads the tables in force.
test("a draft of the tables says where it is wrong, and a second person sees what it changes and sends it back", async ({ page, browser, baseURL }) => {
  await comeBy(page, invited(somebody(), "plateforme_admin"));
  await listens(page);
  await page.keyboard.press("g");
  await page.keyboard.press("x");
  await expect(page).toHaveURL(/\/gestion\/baremes$/);
  await sound(page);
  const draft = await begin(page, "Un euro de plus");

  await page.goto(`${draft}?document=y1_regional.toml`);
  const text = await page.getByLabel("Texte de y1_regional.toml").inputValue();
  await page.getByLabel("Texte de y1_regional.toml").fill(text.replace('amount = "54.95"', 'amount = "-54.95"'));
  await page.getByRole("button", { name: "Enregistrer et contrôler" }).click();
  await expect(page.getByRole("region", { name: "1 point refusé par le contrôle" })).toContainText("-54.95 est négatif");
  await page.getByRole("button", { name: "Demander la relecture" }).click();
  await expect(page.getByRole("alert").first()).toContainText("refusé par le contrôle");
  await sound(page);

  await page.goto(`${draft}?document=y1_regional.toml`);
  await page.getByLabel("Texte de y1_regional.toml").fill(text.replace('amount = "54.95"', 'amount = "55.95"'));
  await page.getByRole("button", { name: "Enregistrer et contrôler" }).click();
  await page.getByRole("button", { name: "Demander la relecture" }).click();
  await expect(page.getByRole("status")).toContainText("La relecture est demandée");
  await expect(page.getByRole("button", { name: /publier/ })).toHaveCount(0);

  const context = await browser.newContext({ baseURL, locale: "fr-FR" });
  const second = await context.newPage();
  await comeBy(second, invited(somebody(), "plateforme_admin"));
  await second.goto(`${draft}?vue=differences`);
  await expect(second.getByRole("row", { name: /ajoutée/ })).toContainText("55.95");
  await sound(second);
  await second.goto(`${draft}?vue=essais`);
  await expect(second.getByRole("row", { name: /Île-de-France \(75\)/ })).toContainText("+6,00");
  await sound(second);
  await second.getByLabel("Ce qui doit changer").fill("La source manque.");
  await second.getByRole("button", { name: "Renvoyer à l’auteur" }).click();
  await expect(second.getByRole("status")).toContainText("renvoyé à son auteur");
  await context.close();
  await page.reload();
  await expect(page.getByText("La source manque.")).toBeVisible();
});

test("rules are tried on examples and prices on sums, by keyboard", async ({ page }) => {
  await comeBy(page, invited(somebody(), "plateforme_admin"));
  await listens(page);
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(page).toHaveURL(/\/gestion\/regles$/);
  const draft = await begin(page, "Une pièce de moins");
  await page.goto(`${draft}?vue=essais`);
  await expect(page.getByText("Aucun exemple ne demande autre chose.")).toBeVisible();
  await sound(page);
  await page.goto(`${draft}?document=demarches.toml`);
  await sound(page);

  const admin = await page.context().browser()?.newContext({ baseURL: new URL(page.url()).origin, locale: "fr-FR" });
  const desk = await admin?.newPage();
  if (!admin || !desk) throw new Error("no browser");
  await comeBy(desk, invited(somebody(), "admin"));
  await desk.goto("/gestion/honoraires");
  await sound(desk);
  const prices = await begin(desk, "Part variable");
  await desk.getByLabel("Toutes les démarches sans prix à elles, montant fixe en euros").fill("vingt");
  await desk.getByRole("button", { name: "Enregistrer" }).click();
  await expect(desk.getByRole("alert")).toContainText("Le montant fixe est en euros");
  await sound(desk);
  await desk.getByLabel("Toutes les démarches sans prix à elles, montant fixe en euros").fill("20");
  await desk.getByRole("button", { name: "Enregistrer" }).click();
  await desk.goto(`${prices}?vue=essais`);
  await expect(desk.getByRole("row", { name: /Changement de titulaire/ })).toContainText("24,00");
  await sound(desk);
  await admin.close();
});
