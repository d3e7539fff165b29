// Paying by card: refused, given up, paid, and given back after a withdrawal; with script and without.
import { ADULT, begin, BOUGHT, CAR, nameAll, order, PERSON, price, SIMULATION, type Journey } from "./dossier";
import { axeFindings, expect, test } from "./fixtures";
import { paper } from "./papers";
import { signUp } from "./people";

const JOURNEY: Journey = {
  name: "a used car",
  simulation: `operation=changement_titulaire&${SIMULATION}`,
  answers: { ...CAR, ...BOUGHT, ...ADULT },
  people: { holder: PERSON },
};

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  test(`a card is refused, given up, accepted, and what was paid comes back, ${how}`, async ({ browser, baseURL }, info) => {
    test.setTimeout(180_000);
    const phone = { width: 390, height: 844 };
    const first = await browser.newContext({ baseURL, locale: "fr-FR", viewport: phone });
    await signUp(await first.newPage());
    const storageState = await first.storageState();
    await first.close();
    const context = await browser.newContext({ baseURL, locale: "fr-FR", javaScriptEnabled: script, storageState, viewport: phone });
    const page = await context.newPage();
    await begin(page, JOURNEY);
    const dossier = new URL(page.url()).pathname;
    await price(page);
    const cents = Number(await page.locator("[data-grand-total-cents]").getAttribute("data-grand-total-cents"));
    const total = (cents / 100).toFixed(2).replace(".", ",");
    await order(page);
    await expect(page.locator("[data-status]")).toHaveAttribute("data-status", "a_payer");

    await page.getByRole("link", { name: "Payer par carte" }).click();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [320, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/pay-${width}-${colorScheme}.png`, fullPage: true });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
      }
      if (script) expect(await axeFindings(page), colorScheme).toEqual([]);
    }
    await page.setViewportSize(phone);

    const pay = page.getByRole("button", { name: "Payer" });
    await pay.click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Payer");
    await page.getByRole("button", { name: "Payer, avec 3-D Secure" }).click();
    await page.getByRole("button", { name: "Échouer" }).click();
    await expect(page.getByRole("alert")).toContainText("ne vous a pas reconnu");
    await page.getByRole("button", { name: "Abandonner" }).click();
    await expect(page.getByRole("status")).toContainText("rien n’est débité");

    await pay.click();
    await page.getByRole("button", { name: "Payer, avec 3-D Secure" }).click();
    await page.getByRole("button", { name: "C’est moi" }).click();
    await expect(page).toHaveURL(new RegExp(`${dossier}\\?fait=paiement$`), { timeout: 20_000 });
    await expect(page.getByRole("status").first()).toContainText("Votre paiement est arrivé");
    await expect(page.locator("[data-status]")).toHaveAttribute("data-status", "a_completer");

    // The invoice waits until its customer has a name and an address; both files say what was paid, and what came back.
    const invoiced = `${(cents / 100).toFixed(2)}</ram:GrandTotalAmount>`;
    await expect(page.locator("#factures")).toContainText("dès que le titulaire est connu");
    await nameAll(page, dossier, JOURNEY.people);
    expect(await paper(page, "Facture", info)).toContain(invoiced);
    await expect(page.locator("#factures")).not.toContainText("dès que le titulaire est connu");

    await page.getByRole("link", { name: "Renoncer au contrat ici" }).click();
    await expect(page.getByText("Vous serez remboursé de")).toContainText(total);
    await page.getByRole("button", { name: "Confirmer la rétractation" }).click();
    await expect(page.locator("[data-status]")).toHaveAttribute("data-status", "retracte");
    await expect(async () => {
      await page.goto(dossier);
      await page.getByText("Tout ce qui s’est passé").click();
      await expect(page.getByText(/Remboursé\s*:/).first()).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    expect(await paper(page, "Avoir", info)).toContain(invoiced);
    await context.close();
  });
}
