// The way of a dossier, step by step: what a customer and an operator do on it.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";

import { axeFindings, expect } from "./fixtures";
import { listens } from "./staff";

export type Answers = Record<string, string>;

export const ADULT: Answers = {
  "titulaire.kind": "particulier",
  "titulaire.is_minor": "false",
  "titulaire.is_protected_adult": "false",
  "titulaire.cotitulaire_count": "0",
  "titulaire.is_hosted": "false",
  "titulaire.holds_licence": "true",
  "titulaire.postcode": "75011",
};
export const CAR: Answers = {
  "vehicle.genre": "VP",
  "vehicle.first_registered_on": "2021-03-15",
  "vehicle.make": "RENAULT",
  "vehicle.vin": "VF1RFB00X56789012",
  "vehicle.plate": "AB-123-CD",
  "vehicle.is_leased": "false",
};
export const BOUGHT: Answers = {
  "vehicle.situation": "aucune",
  "seller.kind": "particulier",
  "cession.on": "2026-10-31",
  "cession.at": "17:05",
};

export interface Journey {
  name: string;
  /** What the simulator was told. */
  simulation: string;
  /** The démarche, where it is begun from its own page. */
  demarche?: string;
  answers: Answers;
  /** Facts of the price that are asked for besides. */
  price?: Answers;
  people: Record<string, Answers>;
  /** A piece that is refused once, and replaced. */
  refused?: string;
}

export const PERSON: Answers = {
  last_name: "Lefèvre",
  first_names: "Léa Marie",
  birth_date: "1990-11-21",
  birth_place: "Rennes",
  address_line: "12 rue de la Roquette",
  postcode: "75011",
  city: "Paris",
};

export const SIMULATION = "genre=VP&energy=ES&fiscal_cv=5&departement=75&first_registered_on=2021-03-15";

const picture = readFileSync("../public/og.png");

/** A picture of its own: what follows its end belongs to nobody. */
export function photo(name: string, number: number) {
  return { name, mimeType: "image/png", buffer: Buffer.concat([picture, Buffer.from([0, number])]) };
}

/** Fills a control, whatever it is. */
export async function give(page: Page, selector: string, value: string) {
  const control = page.locator(selector).first();
  if ((await control.evaluate((element) => element.tagName)) === "SELECT") await control.selectOption(value);
  else await control.fill(value);
}

/** Answers the questions as they come, until none is left. */
export async function answer(page: Page, answers: Answers) {
  for (let turn = 0; turn < 40; turn += 1) {
    const question = new URL(page.url()).pathname.split("/question/")[1];
    if (question === undefined) return;
    const value = answers[question];
    if (value === undefined) {
      await page.getByRole("button", { name: "Je ne l’ai pas, continuer" }).click();
    } else {
      const choice = page.locator(`input[type=radio][name=answer][value="${value}"]`);
      if (await choice.count()) await choice.check();
      else await give(page, "#answer", value);
      await page.getByRole("button", { name: "Continuer", exact: true }).click();
    }
    expect(await page.locator(".error-summary").count(), question).toBe(0);
  }
  throw new Error("there is always one more question");
}

/** From the simulation, or the page of the démarche, to a dossier whose questions are answered. */
export async function begin(page: Page, journey: Journey) {
  if (journey.demarche === undefined) {
    await page.goto(`/simulateur?${journey.simulation}`);
    await page.getByRole("button", { name: "Commencer mon dossier" }).click();
  } else {
    await page.goto(`/dossier/nouveau?demarche=${journey.demarche}&${journey.simulation}`);
  }
  await page.getByRole("button", { name: "Commencer", exact: true }).click();
  await answer(page, journey.answers);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Vérifiez vos réponses");
}

/** What the price still lacks. */
export async function price(page: Page, facts: Answers = {}) {
  for (let turn = 0; turn < 4; turn += 1) {
    const complete = page.getByRole("link", { name: "Compléter pour voir le prix" });
    if ((await complete.count()) === 0) break;
    await complete.click();
    for (const [fact, value] of Object.entries(facts)) {
      if (await page.locator(`#${fact}`).count()) await give(page, `#${fact}`, value);
    }
    await page.getByRole("button", { name: "Calculer le prix" }).click();
    expect(await page.locator(".error-summary").allInnerTexts()).toEqual([]);
  }
  await expect(page.locator("[data-grand-total-cents]")).toBeVisible();
}

export async function order(page: Page) {
  await page.getByRole("link", { name: "Continuer vers la commande" }).click();
  await page.getByLabel("J’accepte les conditions générales").check();
  await page.getByLabel("Je demande expressément").check();
  await page.getByLabel("Je reconnais perdre").check();
  await page.getByRole("button", { name: "Commande avec obligation de paiement" }).click();
  await expect(page.getByRole("status")).toContainText("Votre commande est enregistrée");
  await page.getByRole("link", { name: "← Mon dossier", exact: true }).click();
}

/** The staff sees the transfer on the account. */
export async function pay(desk: Page, reference: string, cents: string) {
  await desk.goto(`/gestion/dossiers/${reference}`);
  await desk.getByText("Noter un virement…").click();
  await desk.getByLabel("Montant en euros").fill((Number(cents) / 100).toFixed(2).replace(".", ","));
  await desk.getByLabel("Reçu le").fill("2026-11-21");
  await desk.getByLabel("Référence de la banque").fill(`VIR ${reference}`);
  await desk.getByRole("button", { name: "Enregistrer le virement" }).click();
  await expect(desk.getByRole("status").first()).toBeVisible();
}

/** Names everybody. */
export async function nameAll(page: Page, dossier: string, people: Journey["people"]) {
  for (const [name, fields] of Object.entries(people)) {
    await page.goto(`${dossier}/personne/${name}`);
    for (const [field, value] of Object.entries(fields)) await give(page, `#${field}`, value);
    await page.getByRole("button", { name: "Enregistrer" }).click();
    expect(await page.locator(".error-summary").allInnerTexts(), name).toEqual([]);
  }
  await page.goto(dossier);
}

/** Names everybody, and has the forms made. */
export async function prepare(page: Page, dossier: string, people: Journey["people"]) {
  await nameAll(page, dossier, people);
  await page.getByRole("button", { name: "Préparer les formulaires" }).first().click();
  await expect(page.getByRole("status")).toContainText("prêts à signer");
}

/** Names everybody, has the forms made, and signs them: on paper, each by its photograph. */
export async function sign(page: Page, dossier: string, people: Journey["people"]) {
  await prepare(page, dossier, people);
  for (let turn = 0; turn < 8; turn += 1) {
    const forms = await page.locator("li:has(> .pill:text-is('À signer')) a").all();
    if (forms.length === 0) break;
    await forms[0]?.click();
    await page.getByLabel("Photo ou PDF du formulaire signé").setInputFiles(photo("signe.png", 100 + turn));
    await page.getByRole("button", { name: "Envoyer le formulaire signé" }).click();
    await expect(page.getByRole("status")).toContainText("Le formulaire signé est arrivé");
  }
}

/** Looks at each signature on paper, and confirms it. */
export async function confirmSignatures(desk: Page) {
  const confirm = desk.getByRole("button", { name: "Confirmer la signature" });
  for (let left = await confirm.count(); left > 0; left -= 1) {
    await confirm.first().click();
    await expect(desk.getByText("La signature est confirmée.")).toBeVisible();
    await expect(confirm).toHaveCount(left - 1);
  }
}

/** Sends every piece that is asked for. */
export async function sendAll(page: Page, dossier: string) {
  for (let number = 1; number < 20; number += 1) {
    const missing = page.locator("li[data-state='expected'] a");
    if ((await missing.count()) === 0) return;
    await missing.first().click();
    await page.getByLabel("Photos ou fichiers").setInputFiles(photo(`piece-${number}.png`, number));
    await page.getByRole("button", { name: "Envoyer", exact: true }).click();
    await expect(page.getByRole("status")).toContainText("C’est arrivé");
    await page.goto(dossier);
  }
}

/** Every file was read: the antivirus and the reader are done. */
export async function read(page: Page, dossier: string) {
  await page.goto(dossier);
  const piece = await page.locator("li[data-slot-name] a").last().getAttribute("href");
  await expect(async () => {
    await page.goto(piece ?? "");
    await expect(page.getByText("Fichier reçu").first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 40_000 });
  await page.goto(dossier);
}

/** A piece is refused with a reason, and replaced. */
export async function correct(page: Page, desk: Page, dossier: string, slot: string) {
  const piece = desk.locator("article.piece").filter({ has: desk.locator(`input[name=slot][value="${slot}"]`) });
  await piece.getByText("Refuser…").click();
  await piece.locator("input[name=reason][value=expiree]").check();
  await piece.getByRole("button", { name: "Refuser la pièce" }).click();
  await page.goto(dossier);
  await expect(page.locator("[data-status]")).toHaveAttribute("data-status", "a_corriger");
  await page.getByRole("link", { name: "Remplacer" }).click();
  await expect(page.getByText("À remplacer")).toBeVisible();
  await page.getByLabel("Photos ou fichiers").setInputFiles(photo("neuve.png", 200));
  await page.getByRole("button", { name: "Envoyer", exact: true }).click();
  await expect(page.getByRole("status")).toContainText("C’est arrivé");
  await page.goto(dossier);
  await page.getByRole("button", { name: "J’ai fait les corrections" }).click();
  await expect(page.locator("[data-status]")).toHaveAttribute("data-status", "en_controle");
  await desk.reload();
}

/** At the desk: two pieces side by side; the one that is touched is zoomed and turned by keys, and says so. */
export async function look(desk: Page, reference: string) {
  await desk.goto(`/gestion/dossiers/${reference}?piece=certificat_cession`);
  await listens(desk);
  const piece = desk.locator("#piece-certificat_cession");
  await piece.focus();
  await desk.keyboard.press("c");
  const other = piece.getByLabel("Comparer avec");
  await expect(other).toBeFocused();
  await other.selectOption("certificat_immatriculation_barre");
  await piece.getByRole("button", { name: "Mettre côte à côte" }).click();
  await listens(desk);
  const panes = piece.locator("[data-pane]");
  await expect(panes).toHaveCount(2);
  for (const pane of await panes.all()) await expect(pane.locator("img:visible")).toHaveCount(1);
  await panes.nth(1).locator(".viewer-frame").focus();
  for (const key of ["+", "+", "q", "-", "+"]) await desk.keyboard.press(key);
  await expect(piece.locator(".viewer-tools [role=status]")).toHaveText("Page 1 sur 1, zoom 200 %, tournée de 90°");
  await expect(panes.nth(1)).toHaveClass(/zoom-2 turn-1/);
  await expect(panes.nth(0)).toHaveClass(/zoom-0 turn-0/);
  await piece.getByRole("button", { name: "Tourner d’un quart" }).click();
  await expect(panes.nth(1)).toHaveClass(/turn-2/);
  const wide = await desk.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, "a zoomed page stays in its frame").toBeLessThanOrEqual(0);
  expect(await axeFindings(desk), "two pieces side by side").toEqual([]);
  await desk.goto(`/gestion/dossiers/${reference}`);
}
