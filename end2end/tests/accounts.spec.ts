import { axeFindings, expect, test } from "./fixtures";
import { Device, forget, linkTo, ready, signUp, somebody } from "./people";

test("somebody signs up with a passkey, and comes back in two acts by the field", async ({ page, context }) => {
  const { email } = await signUp(page);
  await expect(page.locator("main")).toContainText(email);
  await forget(context);
  // Offered beside the field: the device answers by itself, which stands for one touch.
  await page.goto("/connexion?next=/compte/profil");
  await expect(page).toHaveURL(/\/compte\/profil$/);
});

test("somebody signs in with the button for passkeys", async ({ page, context }) => {
  const { device } = await signUp(page);
  // Before the page of sign-in opens: there the device would answer by itself.
  await device.recognises(false);
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await expect(page).toHaveURL(/\/connexion\?fin=1$/);
  await page.goto("/connexion");
  await ready(page);
  await page.getByRole("button", { name: "Se connecter avec une clé d’accès" }).click();
  await expect(page.getByRole("alert").filter({ visible: true })).toContainText("n’a pas été utilisée");
  await device.recognises(true);
  await page.getByRole("button", { name: "Se connecter avec une clé d’accès" }).click();
  await expect(page).toHaveURL(/\/compte$/);
  expect((await context.cookies()).find((cookie) => cookie.name === "__Host-session")).toMatchObject({
    httpOnly: true,
    secure: true,
    sameSite: "Lax",
    path: "/",
  });
});

test("a second device gets a key of its own, and the lost one is removed", async ({ page, browser, baseURL }) => {
  const { email, device } = await signUp(page);
  // The second device comes in by a letter, then makes its own key.
  const other = await browser.newContext({ baseURL, locale: "fr-FR" });
  const second = await other.newPage();
  await second.goto("/connexion/lien");
  await second.getByLabel("Adresse e-mail").fill(email);
  await second.getByRole("button", { name: "Recevoir le lien" }).click();
  await second.goto(await linkTo(page.request, email, "/connexion/lien/"));
  await second.getByRole("button", { name: "Me connecter" }).click();
  await expect(second).toHaveURL(/\/compte$/);
  await second.goto("/compte/securite");
  await Device.of(second);
  await ready(second);
  await second.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(second.getByRole("status")).toContainText("La clé est ajoutée");
  // The first device is lost: its key goes, and no longer opens anything.
  await second.getByText("Renommer ou retirer").first().click();
  await second.getByRole("button", { name: "Retirer cette clé" }).first().click();
  await expect(second.getByRole("status")).toContainText("La clé est retirée");
  await second.getByRole("button", { name: "Déconnecter tous les autres" }).click();
  await page.goto("/compte");
  await expect(page).toHaveURL(/\/connexion/);
  await device.answers(true);
  await ready(page);
  await page.getByRole("button", { name: "Se connecter avec une clé d’accès" }).click();
  await expect(page.getByRole("alert").filter({ visible: true })).toContainText("n’a pas pu être vérifiée");
  await other.close();
});

test("without script, a password and a letter do", async ({ browser, baseURL }) => {
  const plain = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await plain.newPage();
  const email = somebody();
  await page.goto("/inscription");
  await page.getByLabel("Adresse e-mail").fill("nobody");
  await page.getByRole("button", { name: "Recevoir le lien" }).click();
  await page.getByRole("alert").getByRole("link").click();
  await expect(page.locator("#email")).toBeFocused();
  await expect(page.locator("#email")).toHaveValue("nobody");
  await page.locator("#email").fill(email);
  await page.getByRole("button", { name: "Recevoir le lien" }).click();
  await page.goto(await linkTo(plain.request, email, "/inscription/"));
  await page.getByLabel("Choisissez un mot de passe").fill("motdepasse");
  await page.getByRole("button", { name: "Créer mon compte" }).click();
  await expect(page.locator("#password-error")).toContainText("l’un des plus utilisés");
  await page.getByLabel("Choisissez un mot de passe").fill("quatre mots pris au hasard");
  await page.getByRole("button", { name: "Créer mon compte" }).click();
  await expect(page).toHaveURL(/\/compte\?mot-de-passe=strong$/);
  await expect(page.getByRole("status")).toContainText("Il est solide.");
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await expect(page.getByRole("status")).toContainText("déconnecté");

  await page.getByLabel("Adresse e-mail").fill(email);
  await page.getByLabel("Mot de passe", { exact: true }).fill("quatre mots pris au hasarde");
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.locator("#email-error")).toContainText("ne vont pas ensemble");
  await page.getByLabel("Mot de passe", { exact: true }).fill("quatre mots pris au hasard");
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page).toHaveURL(/\/compte$/);
  await page.getByRole("button", { name: "Se déconnecter" }).click();

  await page.getByRole("link", { name: "Recevoir un lien de connexion" }).click();
  await page.getByLabel("Adresse e-mail").fill(email);
  await page.getByRole("button", { name: "Recevoir le lien" }).click();
  const link = await linkTo(plain.request, email, "/connexion/lien/");
  await page.goto(link);
  await page.getByRole("button", { name: "Me connecter" }).click();
  await expect(page).toHaveURL(/\/compte$/);
  // A link serves once.
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ce lien ne s’ouvre plus");
  await plain.close();
});

test("a forgotten password is chosen again, and ends what was open", async ({ page, browser, baseURL }) => {
  const { email } = await signUp(page);
  const plain = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const other = await plain.newPage();
  await other.goto("/mot-de-passe");
  await other.getByLabel("Adresse e-mail").fill(email);
  await other.getByRole("button", { name: "Recevoir le lien" }).click();
  await other.goto(await linkTo(plain.request, email, "/mot-de-passe/"));
  await other.getByLabel("Choisissez un mot de passe").fill("une autre phrase secrète");
  await other.getByRole("button", { name: "Garder ce mot de passe" }).click();
  await expect(other.getByRole("status")).toContainText("changé");
  await page.goto("/compte");
  await expect(page).toHaveURL(/\/connexion|\/compte$/);
  await plain.close();
});

test("the profile keeps what was typed, wrong or right", async ({ page }) => {
  await signUp(page);
  await page.goto("/compte/profil");
  await page.getByLabel("Nom", { exact: true }).fill("Lovelace");
  await page.getByLabel("Code postal").fill("7500");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.locator("#postcode-error")).toBeVisible();
  await expect(page.getByLabel("Nom", { exact: true })).toHaveValue("Lovelace");
  await page.getByLabel("Code postal").fill("75011");
  await page.getByLabel("Téléphone").fill("06 12 34 56 78");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("status")).toContainText("enregistré");
  await expect(page.getByLabel("Téléphone")).toHaveValue("+33612345678");
});

test("a copy of one's data is asked for, told by a letter, and fetched", async ({ page }) => {
  const { email } = await signUp(page);
  await page.goto("/compte/donnees");
  await page.getByRole("button", { name: "Demander une copie" }).click();
  await expect(async () => {
    await page.goto("/compte/donnees");
    await expect(page.getByRole("link", { name: /Télécharger/ })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /Télécharger/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("carteclaire.zip");
  expect(email).toContain("@");
});

test("a closed account is gone", async ({ page, context }) => {
  const { email } = await signUp(page);
  await page.goto("/compte/donnees");
  await page.getByText("Fermer mon compte", { exact: true }).click();
  await page.getByRole("button", { name: "Fermer définitivement" }).click();
  await expect(page.locator("#confirm-error")).toBeVisible();
  await page.getByLabel(/Je ferme mon compte/).check();
  await page.getByRole("button", { name: "Fermer définitivement" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Votre compte est fermé");
  expect((await context.cookies()).find((cookie) => cookie.name === "__Host-session")).toBeUndefined();
  await page.goto("/connexion/lien");
  await page.getByLabel("Adresse e-mail").fill(email);
  await page.getByRole("button", { name: "Recevoir le lien" }).click();
  // Nobody has that address any more: the letter says how to sign up.
  await linkTo(page.request, email, "/inscription/");
});

test("axe finds nothing on the pages of an account, in both themes, narrow and wide", async ({ browser, baseURL }) => {
  test.setTimeout(120_000);
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [320, 1280]) {
      const context = await browser.newContext({ baseURL, locale: "fr-FR", colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const check = async (path: string) => {
        await page.goto(path);
        expect(await axeFindings(page), `${path} ${colorScheme} ${width}`).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide, `${path} is wider than ${width}`).toBeLessThanOrEqual(0);
      };
      for (const path of ["/inscription", "/connexion", "/en/sign-in", "/connexion/lien", "/mot-de-passe", "/dev/mail", "/gestion/connexion"]) {
        await check(path);
      }
      await page.goto("/inscription");
      await page.getByRole("button", { name: "Recevoir le lien" }).click();
      expect(await axeFindings(page), "a refused address").toEqual([]);
      await signUp(page);
      for (const path of ["/compte", "/compte/profil", "/compte/securite", "/compte/securite/code", "/compte/donnees", "/compte/confirmer", "/en/account/security"]) {
        await check(path);
      }
      await context.close();
    }
  }
});
