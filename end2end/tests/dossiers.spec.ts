import type { Browser, Page } from "@playwright/test";

import {
  ADULT,
  BOUGHT,
  CAR,
  PERSON,
  SIMULATION,
  answer,
  begin,
  confirmSignatures,
  correct,
  look,
  order,
  pay,
  photo,
  prepare,
  price,
  read,
  sendAll,
  sign,
  type Journey,
} from "./dossier";
import { axeFindings, expect, test } from "./fixtures";
import { codeTo, linkTo, signUp, somebody } from "./people";
import { comeBy, invited } from "./staff";

const JOURNEYS: Journey[] = [
  {
    name: "a used car by two holders, one of whom is hosted",
    simulation: `operation=changement_titulaire&${SIMULATION}`,
    answers: { ...ADULT, ...CAR, ...BOUGHT, "titulaire.is_hosted": "true", "titulaire.cotitulaire_count": "1" },
    people: {
      holder: PERSON,
      co_holder: { ...PERSON, first_names: "Max", birth_date: "1988-02-29" },
      host: { last_name: "Durand", first_names: "Ada", address_line: "3 rue du Bac", postcode: "75007", city: "Paris" },
    },
    refused: "attestation_assurance",
  },
  {
    name: "a used car from the European Union",
    simulation: "",
    demarche: "import_ue",
    answers: {
      ...ADULT,
      ...CAR,
      "vehicle.is_new": "false",
      "vehicle.foreign_ci_withheld": "false",
      "vehicle.foreign_ci_usable": "true",
      "vehicle.tax_status": "obtained",
      "arrival.on": "2026-11-02",
      "titulaire.cmi_invalidite": "false",
    },
    price: { energy: "ES", fiscal_cv: "5", co2_g_km: "110", mass_in_running_order_kg: "1200", ec_category: "M1", norm: "wltp", mileage_km: "60000" },
    people: { holder: PERSON },
  },
  {
    name: "a lost title",
    simulation: `operation=duplicata&${SIMULATION}`,
    demarche: "duplicata_perte",
    answers: { ...ADULT, ...CAR },
    people: { holder: PERSON },
  },
  {
    name: "a company",
    simulation: `operation=changement_titulaire&${SIMULATION}`,
    answers: {
      ...CAR,
      ...BOUGHT,
      "titulaire.kind": "personne_morale",
      "titulaire.siren": "732829320",
      "titulaire.signatory_is_legal_representative": "true",
      "titulaire.cotitulaire_count": "0",
      "titulaire.postcode": "75011",
    },
    people: {
      company: {
        company_name: "Lefèvre et fils",
        siren: "732829320",
        last_name: "Lefèvre",
        first_names: "Léa",
        address_line: "12 rue de la Roquette",
        postcode: "75011",
        city: "Paris",
      },
    },
  },
];

async function walk(browser: Browser, baseURL: string | undefined, journey: Journey, script: boolean) {
  const context = await browser.newContext({ baseURL, locale: "fr-FR", viewport: { width: 390, height: 844 } });
  const signing = await context.newPage();
  await signUp(signing);
  const state = await context.storageState();
  await context.close();
  const customer = await browser.newContext({ baseURL, locale: "fr-FR", javaScriptEnabled: script, storageState: state, viewport: { width: 390, height: 844 } });
  const page = await customer.newPage();
  const staff = await browser.newContext({ baseURL, locale: "fr-FR" });
  const desk = await staff.newPage();
  await comeBy(desk, invited(somebody(), "superviseur"));

  await begin(page, journey);
  const dossier = new URL(page.url()).pathname;
  const reference = dossier.split("/").at(-1) ?? "";
  await price(page, journey.price);
  const cents = (await page.locator("[data-grand-total-cents]").getAttribute("data-grand-total-cents")) ?? "";
  await order(page);
  await pay(desk, reference, cents);
  await sign(page, dossier, journey.people);
  await page.goto(dossier);
  await sendAll(page, dossier);
  await read(page, dossier);
  await expect(page.locator("[data-status]")).toHaveAttribute("data-status", "en_controle");

  await desk.goto(`/gestion/dossiers/${reference}`);
  await desk.getByRole("button", { name: "Commencer le contrôle" }).click();
  if (journey.refused !== undefined && script) await look(desk, reference);
  if (journey.refused !== undefined) await correct(page, desk, dossier, journey.refused);
  await desk.getByRole("button", { name: "Tout accepter et valider" }).click();
  await confirmSignatures(desk);
  await desk.getByRole("button", { name: "Marquer prêt à déposer" }).click();
  await page.goto(dossier);
  await expect(page.locator("[data-status]")).toHaveAttribute("data-status", "pret_a_deposer");
  await customer.close();
  await staff.close();
}

for (const journey of JOURNEYS) {
  for (const script of [true, false]) {
    test(`${journey.name}, ${script ? "with" : "without"} script`, async ({ browser, baseURL }) => {
      test.setTimeout(150_000);
      await walk(browser, baseURL, journey, script);
    });
  }
}

/** Sends somebody else the link to what the page asks for. */
async function invite(page: Page, email: string): Promise<string> {
  await page.getByLabel("Son adresse e-mail").fill(email);
  await page.getByRole("button", { name: "Envoyer un lien" }).click();
  await expect(page.getByRole("status")).toContainText("Le lien est parti");
  await expect(page.locator("[data-link-state]")).toContainText("ouvert jusqu’au");
  return linkTo(page.request, email, "/demande/lien/");
}

test("a host sends a paper and a co-holder signs, each by a link, without script", async ({ browser, baseURL }) => {
  test.setTimeout(150_000);
  const journey = JOURNEYS[0];
  if (journey === undefined) throw new Error("no journey");
  const customer = await browser.newContext({ baseURL, locale: "fr-FR", viewport: { width: 390, height: 844 } });
  const page = await customer.newPage();
  await signUp(page);
  const staff = await browser.newContext({ baseURL, locale: "fr-FR" });
  const desk = await staff.newPage();
  await comeBy(desk, invited(somebody(), "operateur"));
  await begin(page, journey);
  const dossier = new URL(page.url()).pathname;
  const reference = dossier.split("/").at(-1) ?? "";
  await price(page, journey.price);
  const cents = (await page.locator("[data-grand-total-cents]").getAttribute("data-grand-total-cents")) ?? "";
  await order(page);
  await pay(desk, reference, cents);
  await prepare(page, dossier, journey.people);

  // The host, on another device.
  const piece = `${dossier}/piece/justificatif_domicile_hebergeant`;
  await page.goto(piece);
  const hosted = await invite(page, somebody());
  const elsewhere = { baseURL, locale: "fr-FR", javaScriptEnabled: false, viewport: { width: 320, height: 700 } };
  const first = await browser.newContext(elsewhere);
  const host = await first.newPage();
  await host.goto(hosted);
  await expect(host).toHaveURL(/\/demande\/[0-9a-f-]{36}$/);
  await expect(host.getByText("Léa a confié une démarche")).toBeVisible();
  await expect(host.getByText(reference)).toHaveCount(0);
  await host.getByLabel("Photos ou fichiers").setInputFiles(photo("facture.png", 41));
  await host.getByRole("button", { name: "Envoyer", exact: true }).click();
  await expect(host.getByRole("heading", { level: 1 })).toContainText("Merci");
  await host.goto(hosted);
  await expect(host.getByRole("heading", { level: 1 })).toHaveText("Ce lien a déjà servi");
  await page.goto(piece);
  await expect(page.locator("strong", { hasText: /^facture\./ })).toBeVisible();
  await expect(page.locator("[data-link-state]")).toContainText("utilisé");

  // The co-holder signs on the screen, with a code that comes where the link came.
  await page.goto(`${dossier}/formulaire/demande_immatriculation.cotitulaires`);
  await expect(page.getByRole("heading", { name: "Signer sur l’écran" })).toHaveCount(0);
  const email = somebody();
  const asked = await invite(page, email);
  // Seen with a script, in both themes: opening it uses nothing up.
  for (const colorScheme of ["light", "dark"] as const) {
    const looking = await browser.newContext({ baseURL, locale: "fr-FR", colorScheme, viewport: { width: 320, height: 700 } });
    const look = await looking.newPage();
    await look.goto(asked);
    expect(await axeFindings(look), colorScheme).toEqual([]);
    const wide = await look.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, `too wide: ${colorScheme}`).toBeLessThanOrEqual(0);
    await looking.close();
  }
  const second = await browser.newContext(elsewhere);
  const max = await second.newPage();
  await max.goto(asked);
  await max.getByRole("button", { name: "Recevoir le code par e-mail" }).click();
  await max.getByLabel("Code reçu").fill(await codeTo(page.request, email));
  await max.getByLabel("J’ai lu le document affiché").check();
  await max.getByRole("button", { name: "Signer", exact: true }).click();
  await expect(max.getByRole("status")).toContainText("Votre signature est enregistrée");

  await desk.goto(`/gestion/dossiers/${reference}`);
  const form = desk.locator("#form-demande_immatriculation-cotitulaires");
  await form.getByRole("link", { name: "Ouvrir la signature" }).click();
  await expect(form.getByText("Le sceau tient")).toBeVisible();
  await expect(form.getByText(email)).toBeVisible();
  expect(await axeFindings(desk)).toEqual([]);
  for (const context of [customer, staff, first, second]) await context.close();
});

test("axe finds nothing on the way to an order, in both themes, narrow and wide", async ({ browser, baseURL }) => {
  test.setTimeout(120_000);
  const journey = JOURNEYS[0];
  if (journey === undefined) throw new Error("no journey");
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [320, 1280]) {
      const context = await browser.newContext({ baseURL, locale: "fr-FR", colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      await signUp(page);
      const clean = async (what: string) => {
        expect(await axeFindings(page), `${what} ${colorScheme} ${width}`).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide, `${what} is too wide: ${colorScheme} ${width}`).toBeLessThanOrEqual(0);
      };
      await page.goto("/dossier/nouveau?demarche=changement_titulaire");
      await clean("the beginning");
      await page.goto(`/simulateur?${journey.simulation}`);
      await page.getByRole("button", { name: "Commencer mon dossier" }).click();
      await page.getByRole("button", { name: "Commencer", exact: true }).click();
      await clean("a question");
      await page.getByRole("button", { name: "Continuer", exact: true }).click();
      await clean("a question that was not answered");
      await answer(page, journey.answers);
      await clean("the answers");
      const dossier = new URL(page.url()).pathname;
      await page.goto(`${dossier}/personne/holder`);
      await clean("somebody");
      await page.goto(dossier);
      await order(page);
      await clean("an ordered dossier");
      await page.goto(`${dossier}/retractation`);
      await clean("the withdrawal");
      await context.close();
    }
  }
});
