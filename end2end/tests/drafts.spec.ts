import { expect, test } from "./fixtures";

test("a draft survives a killed tab, and is gone on with where it was", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, locale: "fr-FR" });
  let page = await context.newPage();
  await page.goto("/dossier/nouveau?demarche=changement_titulaire");
  await page.getByRole("button", { name: "Commencer", exact: true }).click();
  const dossier = new URL(page.url()).pathname.split("/question/")[0] ?? "";
  const first = new URL(page.url()).pathname;
  await page.locator("#answer").selectOption("VP");
  await page.getByRole("button", { name: "Continuer", exact: true }).click();
  await expect(page).not.toHaveURL(first);
  const second = new URL(page.url()).pathname;
  await page.close({ runBeforeUnload: false });

  page = await context.newPage();
  await page.goto(dossier);
  await page.getByRole("link", { name: "Continuer", exact: true }).click();
  await expect(page).toHaveURL(second);
  await page.getByRole("link", { name: "Retour" }).click();
  await expect(page).toHaveURL(first);
  await expect(page.locator("#answer")).toHaveValue("VP");
  await context.close();
});
