import type { BrowserContext, Page } from "@playwright/test";

import { axeFindings, expect, test } from "./fixtures";
import { linkTo, ready, signUp, somebody } from "./people";
import { comeBy, invited, listens } from "./staff";

/** Does what the palette finds for `words`. */
async function palette(page: Page, words: string) {
  await listens(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Que voulez-vous faire ?" }).fill(words);
  await page.keyboard.press("Enter");
}

test("an admin comes by the printed link, invites an operator without the mouse, who sees their part and no more", async ({ page, browser, baseURL }) => {
  const admin = somebody();
  const link = invited(admin, "admin");
  await comeBy(page, link);
  await palette(page, "inviter");
  await expect(page).toHaveURL(/\/gestion\/personnes\/invitation$/);
  const operator = somebody();
  await page.getByLabel("Adresse e-mail professionnelle").fill(operator);
  await page.getByLabel(/^Opérateur/).check();
  await page.keyboard.press("Enter");
  const shown = await page.locator("code.secret").innerText();
  expect(new URL(shown).pathname).toBe(await linkTo(page.request, operator, "/gestion/invitation/"));

  const context = await browser.newContext({ baseURL, locale: "fr-FR" });
  const theirs = await context.newPage();
  await comeBy(theirs, new URL(shown).pathname);
  await expect(theirs.getByRole("navigation", { name: "Gestion" }).getByRole("link")).toHaveText([
    /Tableau de bord/,
    /Dossiers à contrôler/,
    /Dossiers prêts à déposer/,
    /Dossiers en attente du client/,
    /Dossiers en retard/,
    /Mes dossiers/,
    /Tous les dossiers/,
    /Factures et avoirs/,
  ]);
  for (const path of ["/gestion/audit", "/gestion/personnes", "/gestion/travaux", "/gestion/reglages"]) {
    expect((await theirs.request.get(path)).status(), path).toBe(404);
  }
  // The link served once, for them as for whoever found it.
  expect((await theirs.request.get(new URL(shown).pathname)).status()).toBe(410);
  await context.close();
  expect((await page.request.get(link)).status()).toBe(410);
});

test("staff comes back with the key and nothing else", async ({ page, context }) => {
  const device = await comeBy(page, invited(somebody(), "superviseur"));
  // The page after the sign-out offers the key beside its field: this device would answer by itself.
  await device.answers(false);
  await palette(page, "se déconnecter");
  await expect(page).toHaveURL(/\/connexion\?fin=1$/);
  await page.goto("/gestion/travaux");
  await expect(page).toHaveURL(/\/gestion\/connexion\?next=%2Fgestion%2Ftravaux$/);
  expect(await page.locator("input[type=password]").count()).toBe(0);
  await ready(page);
  await device.answers(true);
  await page.getByRole("button", { name: "clé d’accès" }).click();
  await expect(page).toHaveURL(/\/gestion\/travaux$/);
  expect((await context.cookies()).map((cookie) => cookie.name)).toContain("__Host-session");
});

test("letters lead, a list of them is shown, and they can be silenced", async ({ page }) => {
  await comeBy(page, invited(somebody(), "admin"));
  await listens(page);
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await expect(page).toHaveURL(/\/gestion\/travaux$/);
  await listens(page);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: /raccourcis/i });
  await expect(help).toBeVisible();
  await help.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/\/gestion\/travaux$/);
  await page.reload();
  await palette(page, "audit");
  await expect(page).toHaveURL(/\/gestion\/audit$/);
  await listens(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Que voulez-vous faire ?" }).fill("rien de tel");
  await expect(page.getByText("Aucune action de ce nom.")).toBeVisible();
});

test("a customer lost every key: a letter lets them in, and staff is sent a link by an admin alone", async ({ page, browser, baseURL }) => {
  const { email, device } = await signUp(page);
  await device.loses();
  await page.getByRole("button", { name: "Se déconnecter" }).first().click();
  await expect(page).toHaveURL(/\/connexion\?fin=1$/);
  await page.goto("/connexion/lien");
  await page.getByLabel("Adresse e-mail").fill(email);
  await page.getByRole("button", { name: "Recevoir le lien" }).click();
  await page.goto(await linkTo(page.request, email, "/connexion/lien/"));
  await page.getByRole("button", { name: "Me connecter" }).click();
  await expect(page).toHaveURL(/\/compte$/);
  await page.goto("/compte/securite");
  await ready(page);
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByText("La clé est ajoutée.")).toBeVisible();
  expect(await device.keys()).toHaveLength(1);

  // An operator: the letter opens their account as a customer's, and makes no key.
  const operator = somebody();
  const context = await browser.newContext({ baseURL, locale: "fr-FR" });
  const theirs = await context.newPage();
  const lost = await comeBy(theirs, invited(operator, "operateur"));
  await context.clearCookies();
  await lost.loses();
  await theirs.goto("/connexion/lien");
  await theirs.getByLabel("Adresse e-mail").fill(operator);
  await theirs.getByRole("button", { name: "Recevoir le lien" }).click();
  await theirs.goto(await linkTo(theirs.request, operator, "/connexion/lien/"));
  await theirs.getByRole("button", { name: "Me connecter" }).click();
  await theirs.goto("/compte/securite");
  await ready(theirs);
  await theirs.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(theirs.getByText("demandez un lien à un administrateur")).toBeVisible();
  await comeBy(theirs, invited(operator, "operateur"), lost);
  await context.close();
});

const SCREENS = [
  "/gestion",
  "/gestion/personnes",
  "/gestion/personnes?equipe=1",
  "/gestion/personnes/invitation",
  "/gestion/messages",
  "/gestion/messages/modeles",
  "/gestion/messages/modeles/verify_email",
  "/gestion/travaux",
  "/gestion/audit",
  "/gestion/comptes",
  "/gestion/reglages",
  "/gestion/factures",
  "/gestion/comptes",
  "/gestion/lettres",
];

async function looked(context: BrowserContext, name: string) {
  const page = await context.newPage();
  await comeBy(page, invited(somebody(), "admin"));
  const person = await page.locator("a.desk-who").getAttribute("href");
  expect(person).toBeTruthy();
  for (const path of SCREENS) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    expect(await axeFindings(page), `${path} ${name}`).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, `${path} is too wide: ${name}`).toBeLessThanOrEqual(0);
  }
  await page.goto("/gestion/personnes");
  await page.locator("main table a").first().click();
  expect(await axeFindings(page), `a person ${name}`).toEqual([]);
  await listens(page);
  await page.keyboard.press("Control+k");
  expect(await axeFindings(page), `the palette ${name}`).toEqual([]);
  await page.keyboard.press("Escape");
  await page.goto("/gestion/personnes/invitation");
  await page.getByRole("button", { name: "Envoyer l’invitation" }).click();
  expect(await axeFindings(page), `a refused invitation ${name}`).toEqual([]);
}

test("axe finds nothing in the back-office, in both themes, narrow and wide", async ({ browser, baseURL }) => {
  test.setTimeout(180_000);
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [320, 1280]) {
      const viewport = { width, height: 900 };
      const context = await browser.newContext({ baseURL, locale: "fr-FR", colorScheme, viewport });
      await looked(context, `${colorScheme} ${width}`);
      await context.close();
    }
  }
});

test("without script the desk says what it needs", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, locale: "fr-FR", javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/gestion");
  await expect(page).toHaveURL(/\/gestion\/connexion\?next=%2Fgestion$/);
  await expect(page.getByText("demande JavaScript")).toBeVisible();
  await context.close();
});
