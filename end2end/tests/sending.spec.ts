import { createHash, randomBytes } from "node:crypto";
import type { Browser, Page } from "@playwright/test";

import { ADULT, BOUGHT, CAR, PERSON, SIMULATION, begin, order, pay, photo, price } from "./dossier";
import { axeFindings, expect, test } from "./fixtures";
import { signUp, somebody } from "./people";
import { comeBy, invited } from "./staff";

/** A photograph of a phone: so many points that it comes in three parts. */
function large(name: string) {
  const [width, height] = [2000, 2000];
  const head = Buffer.alloc(54);
  head.write("BM");
  const size = width * height * 3;
  for (const [at, number] of [[2, 54 + size], [10, 54], [14, 40], [18, width], [22, height], [34, size], [38, 2835], [42, 2835]] as const) {
    head.writeUInt32LE(number, at);
  }
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  // A tile again and again: noise would make a picture of it larger than any phone's.
  const tile = randomBytes(3 * 100);
  const buffer = Buffer.concat([head, Buffer.alloc(size, tile)]);
  return { name, mimeType: "image/bmp", buffer };
}

/** A dossier that is paid, and waits for its pieces. */
async function paid(browser: Browser, baseURL: string | undefined, page: Page): Promise<{ dossier: string; email: string }> {
  const { email } = await signUp(page);
  await begin(page, { name: "a used car", simulation: `operation=changement_titulaire&${SIMULATION}`, answers: { ...ADULT, ...CAR, ...BOUGHT }, people: {} });
  const dossier = new URL(page.url()).pathname;
  await price(page);
  const cents = (await page.locator("[data-grand-total-cents]").getAttribute("data-grand-total-cents")) ?? "";
  await order(page);
  const staff = await browser.newContext({ baseURL, locale: "fr-FR" });
  const desk = await staff.newPage();
  await comeBy(desk, invited(somebody(), "superviseur"));
  // The page of the customer hears it.
  await expect(page.locator("[data-news]")).toBeAttached();
  await pay(desk, dossier.split("/").at(-1) ?? "", cents);
  await expect(page.getByRole("link", { name: "Afficher" })).toBeVisible({ timeout: 15_000 });
  await staff.close();
  return { dossier, email };
}

test("an upload goes on through fifty cuts, and after the page was closed", async ({ browser, baseURL }) => {
  test.setTimeout(240_000);
  const context = await browser.newContext({ baseURL, locale: "fr-FR", viewport: { width: 390, height: 844 } });
  let page = await context.newPage();
  const { dossier } = await paid(browser, baseURL, page);
  const piece = `${dossier}/piece/piece_identite`;
  const file = large("recto.bmp");
  const bodies = new Map<string, Buffer>();
  const watched = async (cuts: number) => {
    let left = cuts;
    await page.route("**/objects/**", async (route) => {
      if (left > 0 && bodies.size >= 1) {
        left -= 1;
        await route.abort("connectionreset");
        return;
      }
      bodies.set(new URL(route.request().url()).pathname, route.request().postDataBuffer() ?? Buffer.alloc(0));
      await route.continue();
    });
    return () => left;
  };

  // The first part arrives, then nothing more; the page is closed.
  await watched(1_000);
  await page.goto(piece);
  await expect(page.locator("form[data-upload='on']")).toBeVisible();
  await page.getByLabel("Photos ou fichiers").setInputFiles(file);
  await page.getByRole("button", { name: "Envoyer", exact: true }).click();
  await expect(page.getByText("La connexion est coupée")).toBeVisible({ timeout: 20_000 });
  expect(bodies.size).toBe(1);
  await page.close({ runBeforeUnload: false });

  page = await context.newPage();
  const left = await watched(50);
  await page.goto(piece);
  await expect(page.getByText("Un envoi s’est arrêté avant la fin.")).toBeVisible();
  await page.getByLabel("Photos ou fichiers").setInputFiles([file, photo("verso.png", 7)]);
  await page.getByRole("button", { name: "Envoyer", exact: true }).click();
  // The network comes back as often as it goes.
  await expect(async () => {
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    expect(left()).toBe(0);
  }).toPass({ timeout: 60_000, intervals: [50] });
  await expect(page.getByRole("status").filter({ hasText: "C’est arrivé" })).toBeVisible({ timeout: 30_000 });
  await expect(page.locator("strong", { hasText: /^recto\./ })).toBeVisible();
  await expect(page.locator("strong", { hasText: /^verso\./ })).toBeVisible();
  // The first part was sent once, before the page was closed; all of them are the file, byte for byte.
  const folder = (path: string) => path.slice(0, path.lastIndexOf("/"));
  const all = [...bodies.entries()];
  const parts = all.filter(([path]) => all.filter(([other]) => folder(other) === folder(path)).length === 3);
  const whole = Buffer.concat(parts.map(([, body]) => body));
  expect(createHash("sha256").update(whole).digest("hex")).toBe(createHash("sha256").update(file.buffer).digest("hex"));
  // What was read is told to the page that waits; reading twelve megabytes takes a while beside other journeys.
  await expect(page.getByRole("link", { name: "Afficher" })).toBeVisible({ timeout: 90_000 });
  await page.getByRole("link", { name: "Afficher" }).click();
  await expect(page.getByText("Fichier reçu").first()).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await context.close();
});

test("a file that cannot be taken is said beside its name, and the others arrive", async ({ browser, baseURL }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ baseURL, locale: "fr-FR", viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const { dossier } = await paid(browser, baseURL, page);
  await page.goto(`${dossier}/piece/piece_identite`);
  await expect(page.locator("form[data-upload='on']")).toBeVisible();
  const program = { name: "cni.jpg", mimeType: "image/jpeg", buffer: Buffer.from("MZ\x90\x00 this is no picture") };
  const empty = { name: "vide.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) };
  await page.getByLabel("Photos ou fichiers").setInputFiles([program, photo("recto.png", 1), empty, photo("autre.png", 2)]);
  const list = page.locator("[data-sendings] > li");
  await list.filter({ hasText: "autre.png" }).getByRole("button", { name: "Retirer autre.png" }).click();
  await expect(list).toHaveCount(3);
  await page.getByRole("button", { name: "Envoyer", exact: true }).click();
  await expect(list.filter({ hasText: "recto.png" })).toContainText("Arrivé", { timeout: 20_000 });
  await expect(list.filter({ hasText: "vide.pdf" })).toContainText("vide", { timeout: 20_000 });
  await expect(list.locator("nth=0")).toHaveClass(/is-refused/);
  expect(await axeFindings(page)).toEqual([]);
  await context.close();
});

test("a signature is drawn on the screen, with the code of a letter", async ({ browser, baseURL }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ baseURL, locale: "fr-FR", viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const { dossier, email } = await paid(browser, baseURL, page);
  await page.goto(`${dossier}/personne/holder`);
  for (const [field, value] of Object.entries(PERSON)) await page.locator(`#${field}`).fill(value);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByRole("button", { name: "Préparer les formulaires" }).first().click();
  await page.locator("li:has(> .pill:text-is('À signer')) a").first().click();
  const form = page.url();
  await page.getByRole("button", { name: "Recevoir le code par e-mail" }).click();
  await expect(page.getByText("Un code de six chiffres part à")).toBeVisible();
  const canvas = page.locator("canvas");
  await expect(canvas).toBeVisible();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("no canvas");
  await page.mouse.move(box.x + 20, box.y + 60);
  await page.mouse.down();
  for (let step = 0; step < 20; step += 1) await page.mouse.move(box.x + 20 + step * 10, box.y + 60 + (step % 2) * 25);
  await page.mouse.up();
  expect(await page.locator("input[name=trace]").inputValue()).toMatch(/^d:\d+,\d+ \d+,\d+/);
  let code = "";
  await expect
    .poll(async () => {
      const letters = await (await page.request.get("/dev/mail")).text();
      const of = letters.split("<li").find((letter) => letter.includes(email) && /\b\d{6}\b/.test(letter));
      code = of?.match(/\b(\d{6})\b/)?.[1] ?? "";
      return code;
    }, { timeout: 20_000 })
    .not.toBe("");
  await page.getByLabel("Code reçu").fill(code);
  await page.locator("#accord").check();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Signer", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "C’est signé" })).toBeVisible();
  await page.goto(form);
  await expect(page.getByText("n’attend plus de signature")).toBeVisible();
  await context.close();
});
