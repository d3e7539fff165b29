// One dossier from the price to the title: the customer on a telephone, the staff at the desk, and what each gets in the end.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";

import { ADULT, begin, BOUGHT, CAR, confirmSignatures, order, PERSON, price, read, sendAll, sign, SIMULATION, type Journey } from "./dossier";
import { axeFindings, expect, test } from "./fixtures";
import { paper } from "./papers";
import { signUp, somebody } from "./people";
import { comeBy, invited, listens } from "./staff";

const JOURNEY: Journey = {
  name: "a used car",
  simulation: `operation=changement_titulaire&${SIMULATION}`,
  answers: { ...CAR, ...BOUGHT, ...ADULT },
  people: { holder: PERSON },
};

/** An administrator writes down that the criminal record of whoever has `email` was checked. */
async function mayFile(admin: Page, email: string) {
  await admin.goto(`/gestion/personnes?equipe=1&q=${encodeURIComponent(email)}`);
  await admin.locator("main table a").first().click();
  await admin.locator("#siv").getByLabel("Vérifié le").fill("2026-11-02");
  await admin.locator("#siv").getByRole("button", { name: "Noter" }).click();
  await expect(admin.getByText("Peut transmettre au SIV")).toBeVisible();
}

/** Records a step of the filing: its fold, its fields by label, its button. */
async function step(desk: Page, name: string, fields: Record<string, string>) {
  await desk.locator("summary", { hasText: `${name}…` }).click();
  const fold = desk.locator("details[open]").filter({ has: desk.getByRole("button", { name, exact: true }) });
  for (const [label, value] of Object.entries(fields)) await fold.getByLabel(label).fill(value);
  await fold.getByRole("button", { name, exact: true }).click();
  await expect(desk.getByRole("status").first()).toBeVisible();
  await listens(desk);
}

test("a dossier lives from its price to its title and its invoice", async ({ browser, baseURL }, info) => {
  test.setTimeout(240_000);
  const phone = { width: 390, height: 844 };
  const customer = await browser.newContext({ baseURL, locale: "fr-FR", viewport: phone });
  const page = await customer.newPage();
  const house = async () => (await browser.newContext({ baseURL, locale: "fr-FR" })).newPage();
  const [desk, admin] = [await house(), await house()];
  const chief = somebody();
  await comeBy(desk, invited(chief, "superviseur"));
  await comeBy(admin, invited(somebody(), "admin"));
  await mayFile(admin, chief);

  // The price, the account, the questions, the order.
  await signUp(page);
  await begin(page, JOURNEY);
  const dossier = new URL(page.url()).pathname;
  const reference = dossier.split("/").at(-1) ?? "";
  const status = async (wanted: string) => {
    await page.goto(dossier);
    await expect(page.locator("[data-status]")).toHaveAttribute("data-status", wanted);
  };
  await price(page);
  const cents = Number(await page.locator("[data-grand-total-cents]").getAttribute("data-grand-total-cents"));
  await order(page);
  await page.getByRole("link", { name: "Payer par carte" }).click();
  await page.getByRole("button", { name: "Payer" }).click();
  await page.getByRole("button", { name: "Payer, avec 3-D Secure" }).click();
  await page.getByRole("button", { name: "C’est moi" }).click();
  await expect(page).toHaveURL(new RegExp(`${dossier}\\?fait=paiement$`), { timeout: 20_000 });

  // The pieces and the signatures, and their check.
  await sign(page, dossier, JOURNEY.people);
  await page.goto(dossier);
  await sendAll(page, dossier);
  await read(page, dossier);
  await status("en_controle");
  await desk.goto(`/gestion/dossiers/${reference}`);
  await desk.getByRole("button", { name: "Commencer le contrôle" }).click();
  await desk.getByRole("button", { name: "Tout accepter et valider" }).click();
  await confirmSignatures(desk);
  await desk.getByRole("button", { name: "Marquer prêt à déposer" }).click();
  await status("pret_a_deposer");

  // The package: made, fetched, and the file that was announced.
  await desk.goto(`/gestion/dossiers/${reference}`);
  await desk.getByRole("button", { name: "Exporter le dossier (ZIP)" }).click();
  const link = desk.getByRole("link", { name: "Export n° 1" });
  await expect(async () => {
    await desk.reload();
    await expect(link).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const announced = await desk.locator("code[title]").first().getAttribute("title");
  const coming = desk.waitForEvent("download");
  await link.click();
  const file = await (await coming).path();
  expect(createHash("sha256").update(readFileSync(file)).digest("hex")).toBe(announced);
  const list = "import sys, zipfile; print('\\n'.join(name.split('/')[-1] for name in zipfile.ZipFile(sys.argv[1]).namelist()))";
  const names = execFileSync("python3", ["-c", list, file], { encoding: "utf8" }).trim().split("\n").filter(Boolean);
  expect(names[0]).toBe("00_feuille-de-route.pdf");
  expect(names.at(-1)).toBe("99_manifest.json");
  for (const name of names) expect(name).toMatch(/^[0-9]{2}_[a-z0-9._-]{1,77}$/);

  // The filing, step by step; the customer follows.
  await listens(desk);
  expect(await axeFindings(desk), "before the filing").toEqual([]);
  await step(desk, "Noter le dépôt", { "Référence de l’opération SIV": "SIV-2026-77" });
  await status("depose");
  await desk.goto(`/gestion/dossiers/${reference}`);
  await step(desk, "Noter le CPI", { "Numéro du CPI": "2026AB12345", "Immatriculation attribuée": "AB-123-CD" });
  await status("cpi_disponible");
  await expect(page.getByText("2026AB12345").first()).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeFindings(page), `on the way, ${colorScheme}`).toEqual([]);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/life-cpi-${colorScheme}.png`, fullPage: true });
  }

  // A plate that was copied wrongly is put right, and the customer has the right one.
  await desk.goto(`/gestion/dossiers/${reference}`);
  await desk.locator("summary", { hasText: "CPI émis…" }).click();
  const noted = desk.locator("details[open]").filter({ has: desk.getByRole("button", { name: "Enregistrer la correction" }) });
  await expect(noted.getByLabel("Numéro du CPI")).toHaveValue("2026AB12345");
  await noted.getByLabel("Immatriculation attribuée").fill("AB-132-CD");
  expect(await axeFindings(desk), "a correction").toEqual([]);
  if (process.env.SHOTS) await desk.screenshot({ path: `${process.env.SHOTS}/life-noted.png`, fullPage: true });
  await noted.getByRole("button", { name: "Enregistrer la correction" }).click();
  await expect(desk.getByRole("status").first()).toBeVisible();
  await listens(desk);
  await status("cpi_disponible");
  await expect(page.getByText("AB-132-CD").first()).toBeVisible();

  await desk.goto(`/gestion/dossiers/${reference}`);
  await step(desk, "Noter le titre produit", { "Numéro de formule du titre": "2026BC98765" });
  await step(desk, "Noter le titre expédié", { "Suivi de La Poste": "6A12345678901" });
  await status("titre_en_route");
  await expect(page.getByText("6A12345678901").first()).toBeVisible();

  // It ends once the papers are in the vault.
  await desk.goto(`/gestion/dossiers/${reference}`);
  await desk.locator("summary", { hasText: "Noter la référence du coffre…" }).click();
  await desk.getByLabel("Référence du coffre (NF Z 42-020)").fill("COFFRE-2026-0001");
  await desk.getByRole("button", { name: "Enregistrer la référence" }).click();
  await expect(desk.getByText("COFFRE-2026-0001").first()).toBeVisible();
  await step(desk, "Terminer\u202f: titre reçu", {});
  if (process.env.SHOTS) await desk.screenshot({ path: `${process.env.SHOTS}/life-desk.png`, fullPage: true });
  await status("termine");

  // The invoice, as the customer gets it: whoever checks invoices takes it.
  expect(await paper(page, "Facture", info)).toContain(`${(cents / 100).toFixed(2)}</ram:GrandTotalAmount>`);
});
