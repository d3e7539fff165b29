import type { BrowserContext, Page } from "@playwright/test";

import { axeFindings, expect, test } from "./fixtures";
import { somebody } from "./people";
import { comeBy, invited, listens, seeded } from "./staff";

/** Presses keys one after the other, once the page listens. */
async function press(page: Page, ...keys: string[]) {
  await listens(page);
  for (const key of keys) await page.keyboard.press(key);
}

/** What the page says was done, once it is there. */
async function said(page: Page, words: string) {
  await expect(page.getByRole("status").filter({ hasText: words })).toBeVisible();
}

test("an operator takes a dossier, checks it, refuses a piece, undoes that and marks it ready, by keyboard alone", async ({ page }) => {
  const reference = seeded();
  await comeBy(page, invited(somebody(), "operateur"));
  await press(page, "g", "k");
  await expect(page).toHaveURL(/\?file=a_controler$/);
  await press(page, "/");
  await page.keyboard.type(reference);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dossiers trouvés");
  await press(page, "j");
  await expect(page.getByRole("link", { name: reference })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(reference);

  await press(page, "p");
  await said(page, "Le dossier est à vous.");
  await press(page, "s");
  await said(page, "Le contrôle commence.");
  await listens(page);
  // The first piece to look at is open, and has the focus.
  const first = page.locator("article.piece").first();
  await expect(first).toBeFocused();
  await page.keyboard.press("a");
  await said(page, "La pièce est acceptée.");
  await expect(first.getByText("acceptée", { exact: true })).toBeVisible();

  // The next piece to look at has the focus: it is refused without a look at the mouse.
  await listens(page);
  const second = page.locator("article.piece").nth(1);
  await expect(second).toBeFocused();
  await page.keyboard.press("x");
  await page.keyboard.press("2");
  await expect(second.getByText("La photo est floue.")).toBeVisible();
  await page.keyboard.press("Enter");
  await said(page, "La pièce est refusée.");
  await expect(second.getByText("refusée", { exact: true })).toBeVisible();
  await press(page, "u");
  await said(page, "C’est annulé");
  await expect(second.getByText("en contrôle", { exact: true })).toBeVisible();

  await press(page, "v");
  await said(page, "Les pièces sont validées.");
  await press(page, "Control+k");
  await page.getByRole("combobox", { name: "Que voulez-vous faire ?" }).fill("marquer prêt");
  await page.keyboard.press("Enter");
  await said(page, "Le dossier est prêt à déposer.");
  await press(page, "g", "f");
  await expect(page.getByRole("link", { name: reference })).toBeVisible();
});

test("an operator copies what a piece says by keyboard, sees the red and passes over it in writing", async ({ page }) => {
  const reference = seeded();
  await comeBy(page, invited(somebody(), "operateur"));
  await page.goto(`/gestion/dossiers/${reference}`);
  await press(page, "s");
  await said(page, "Le contrôle commence.");
  // The crossed-out certificate, opened by its key and read by another.
  await page.locator("#piece-certificat_immatriculation_barre").focus();
  await press(page, "w");
  await expect(page).toHaveURL(/piece=certificat_immatriculation_barre/);
  await listens(page);
  const title = page.locator("#piece-certificat_immatriculation_barre");
  await title.focus();
  await page.keyboard.press("z");
  const plate = title.getByLabel("Immatriculation (A)");
  await expect(plate).toBeFocused();
  await expect(plate).toHaveValue("");
  // « The same as the file » is one key, and leads on to the next field.
  await page.keyboard.press("=");
  await expect(plate).toHaveValue("AB-123-CD");
  await expect(plate).not.toBeFocused();
  await title.getByLabel("Numéro d’identification (E)").fill("VF1RFB00X56789013");
  for (const field of ["Date de cession", "Heure de cession"]) {
    await title.getByLabel(field, { exact: true }).focus();
    await page.keyboard.press("=");
  }
  await title.getByLabel("Heure de cession", { exact: true }).press("Enter");
  await said(page, "Ce que dit la pièce est enregistré et comparé.");
  await expect(title.getByText("VF1RFB00X56789013 ≠ VF1RFB00X56789012")).toBeVisible();
  await expect(title.getByLabel("Immatriculation (A)")).toHaveValue("AB-123-CD");

  await press(page, "v");
  await said(page, "Les pièces sont validées.");
  await press(page, "r");
  const why = page.getByLabel("Pourquoi vous passez outre");
  await expect(why).toBeFocused();
  await why.fill("le chiffre est lisible sur le véhicule");
  await page.keyboard.press("Enter");
  await said(page, "Le dossier est prêt à déposer.");
});

test("a supervisor reads what is given back before closing a dossier", async ({ page }) => {
  const reference = seeded();
  await comeBy(page, invited(somebody(), "superviseur"));
  await page.goto(`/gestion/dossiers/${reference}`);
  await listens(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Que voulez-vous faire ?" }).fill("clore");
  await page.keyboard.press("Enter");
  await page.getByText("Clore le dossier…").click();
  await page.getByLabel("La démarche n’est pas possible. Tout ce qui a été payé est rendu").check();
  await page.getByRole("button", { name: "Clore le dossier" }).click();
  await said(page, "Le dossier est clos.");
  await expect(page.getByText("Rembourser le client").first()).toBeVisible();
});

test("whoever has a dossier open is told when somebody else changes it", async ({ page, browser, baseURL }) => {
  const reference = seeded();
  await comeBy(page, invited(somebody(), "operateur"));
  await page.goto(`/gestion/dossiers/${reference}`);
  await listens(page);
  const context = await browser.newContext({ baseURL, locale: "fr-FR" });
  const theirs = await context.newPage();
  const other = somebody();
  await comeBy(theirs, invited(other, "superviseur"));
  await theirs.goto(`/gestion/dossiers/${reference}`);
  await expect(theirs.getByText("Aussi ouvert par")).toBeVisible();
  await theirs.getByRole("button", { name: "Prendre" }).click();
  await expect(page.getByText(`Ce dossier vient d’être modifié par ${other}.`)).toBeVisible();
  await expect(page.getByRole("link", { name: "Recharger le dossier" })).toBeVisible();
  await context.close();
});

async function looked(context: BrowserContext, name: string, reference: string) {
  const page = await context.newPage();
  await comeBy(page, invited(somebody(), "superviseur"));
  const lists = ["", "?file=tous", "?file=retard", "?q=rien-de-tel"].map((query) => `/gestion/dossiers${query}`);
  for (const path of [...lists, `/gestion/dossiers/${reference}`, "/gestion/statistiques", "/gestion/statistiques?jours=91"]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    expect(await axeFindings(page), `${path} ${name}`).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, `${path} is too wide: ${name}`).toBeLessThanOrEqual(0);
  }
  await page.goto(`/gestion/dossiers/${reference}`);
  for (const fold of await page.locator("main details > summary").all()) await fold.click();
  expect(await axeFindings(page), `everything unfolded ${name}`).toEqual([]);
  await page.goto(`/gestion/dossiers/${reference}?piece=certificat_cession&avec=mandat`);
  await listens(page);
  const open = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(open, `an opened piece is too wide: ${name}`).toBeLessThanOrEqual(0);
  expect(await axeFindings(page), `an opened piece ${name}`).toEqual([]);
}

test("axe finds nothing at the desk of dossiers, in both themes, narrow and wide", async ({ browser, baseURL }) => {
  test.setTimeout(120_000);
  const reference = seeded();
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [320, 1280]) {
      const viewport = { width, height: 900 };
      const context = await browser.newContext({ baseURL, locale: "fr-FR", colorScheme, viewport });
      await looked(context, `${colorScheme} ${width}`, reference);
      await context.close();
    }
  }
});
