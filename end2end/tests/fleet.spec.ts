// A garage: a list from a spreadsheet, dossiers for many vehicles at once, one of them to its page.
import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";

import { axeFindings, expect, test } from "./fixtures";

const program = process.env.CARTECLAIRE_BIN ?? "carteclaire";

/** The password of the garage of the demonstration, drawn anew. */
function password(): string {
  const said = execFileSync(program, ["demo", "people"], { encoding: "utf8" });
  const line = said.split("\n").find((one) => one.startsWith("pro_client "));
  return line?.trim().split(/\s+/).at(-1) ?? "";
}

async function signIn(page: Page) {
  await page.goto("/connexion");
  await page.getByLabel("Adresse e-mail").fill("pro-client@example.org");
  await page.getByLabel("Mot de passe", { exact: true }).fill(password());
  await page.getByRole("button", { name: "Se connecter", exact: true }).click();
  await expect(page).toHaveURL(/\/compte$/);
}

/** The page has nothing that axe finds wrong, and nothing that stands out of a small screen. */
async function good(page: Page) {
  expect(await axeFindings(page)).toEqual([]);
  const size = page.viewportSize();
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, `${page.url()} at ${width}`).toBeLessThanOrEqual(width);
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      const folder = process.env.SHOTS;
      if (folder) {
        const name = new URL(page.url()).pathname.replaceAll("/", "-").slice(0, 40);
        await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: true });
      }
    }
  }
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await axeFindings(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: null });
  if (size) await page.setViewportSize(size);
}

test("a garage imports its list and begins the dossiers of two vehicles at once", async ({ page }) => {
  await signIn(page);
  await page.getByRole("link", { name: "Mes véhicules" }).click();
  await good(page);

  await page.getByRole("link", { name: "Mon entreprise" }).click();
  const firm = {
    "Raison sociale": "Garage du Pont",
    SIREN: "552100554",
    "Nom de la personne qui signe": "Martin",
    "Prénom de la personne qui signe": "Anne",
    "Numéro et rue": "3 rue du Pont",
    "Code postal": "75011",
  };
  for (const [label, text] of Object.entries(firm)) await page.getByLabel(label, { exact: true }).fill(text);
  await page.locator("#city").fill("Paris");
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await expect(page.getByRole("status")).toContainText("enregistrée");
  await good(page);

  await page.getByRole("link", { name: "Importer une liste" }).click();
  const list = [
    "immatriculation;marque;genre;B;P.3;P.6",
    "GA-101-RA;RENAULT;VP;2021-05-14;ES;5",
    "GA-102;PEUGEOT;VP;2020-02-01;GO;6",
    "GA-103-RA;DACIA;VP;2019-03-02;ES;4",
  ].join("\n");
  await page.getByLabel("Ou collez votre liste").fill(list);
  await page.getByRole("button", { name: "Importer", exact: true }).click();
  await expect(page.getByRole("row", { name: /^3 / })).toContainText("AB-123-CD");
  await good(page);
  const mend = page.getByLabel("Lignes à corriger");
  await mend.fill((await mend.inputValue()).replace("GA-102;", "GA-102-RA;"));
  await page.getByRole("button", { name: "Importer", exact: true }).click();
  await expect(page.getByRole("status")).toContainText("1 véhicule");

  await page.getByRole("link", { name: "Voir mes véhicules" }).click();
  for (const plate of ["GA-101-RA", "GA-102-RA"]) await page.getByRole("checkbox", { name: plate }).check();
  await page.getByLabel("Démarche", { exact: true }).selectOption("changement_titulaire");
  await expect(page.getByRole("radio", { name: /Garage du Pont/ })).toBeChecked();
  await good(page);
  await page.getByRole("button", { name: "Commencer les dossiers" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dossiers commencés");
  await good(page);
  const reference = (await page.getByRole("link", { name: /CG-/ }).first().innerText()).replace(/^.* /, "");
  await page.goto(`/dossier/${reference}`);
  await expect(page.getByRole("main")).toContainText("Une société");
  await expect(page.getByRole("main")).toContainText(/GA-10[12]-RA/);

  await page.goto("/compte/vehicules?q=GA101");
  await expect(page.getByRole("link", { name: /CG-.*titulaire/ })).toBeVisible();
  await page.getByRole("link", { name: "Modifier GA-101-RA" }).click();
  await good(page);
});
