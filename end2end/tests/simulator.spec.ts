import { CASE, expect, live, receipt, test } from "./fixtures";

const PARIS_6_CV = {
  y1: "41370",
  y2: "0",
  y3_co2: "0",
  y3_mass: "0",
  y4: "1100",
  y5: "276",
  "data-total-cents": "42776",
  "data-fee-cents": "2990",
  "data-grand-total-cents": "45766",
};

test("the price changes while typing with the network cut", async ({ page, context }) => {
  await page.goto(`/simulateur?${CASE}`);
  await live(page);
  await context.setOffline(true);
  await page.locator("#fiscal_cv").fill("7");
  await expect(page.locator("[data-line='y1']")).toHaveAttribute("data-amount-cents", "48265");
  await page.locator("#departement").selectOption("69");
  await expect(page.locator("[data-line='y1']")).toHaveAttribute("data-amount-cents", "30100");
});

test("the same address without script shows the same receipt", async ({ page, browser, baseURL }) => {
  await page.goto(`/simulateur?${CASE}`);
  await live(page);
  expect(await receipt(page)).toEqual(PARIS_6_CV);
  const plain = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const still = await plain.newPage();
  await still.goto(`/simulateur?${CASE}`);
  for (const [name, cents] of Object.entries(PARIS_6_CV)) {
    const place = name.startsWith("data-") ? still.locator(`[${name}]`) : still.locator(`[data-line='${name}']`);
    await expect(place).toHaveAttribute(name.startsWith("data-") ? name : "data-amount-cents", cents);
  }
  await plain.close();
});

test("without script the form asks the server, and keeps what was typed", async ({ browser, baseURL }) => {
  const plain = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await plain.newPage();
  await page.goto("/simulateur");
  await page.getByLabel("Département", { exact: false }).first().selectOption("75");
  await page.locator("#fiscal_cv").fill("6");
  await page.locator("#energy").selectOption("ES");
  await page.locator("#first_registered_on").fill("2021-05-14");
  await page.locator("#issued_on").fill("2026-11-21");
  await page.getByRole("button", { name: "Calculer le prix" }).click();
  await expect(page.locator("[data-total-cents]")).toHaveAttribute("data-total-cents", "42776");
  await expect(page.locator("#fiscal_cv")).toHaveValue("6");
  await page.locator("#fiscal_cv").fill("six");
  await page.getByRole("button", { name: "Calculer le prix" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByRole("alert").getByRole("link").first().click();
  await expect(page.locator("#fiscal_cv")).toBeFocused();
  await expect(page.locator("#fiscal_cv")).toHaveValue("six");
  await plain.close();
});

test("what is typed before the script arrives is not lost", async ({ page }) => {
  await page.route("**/*.wasm", async (route) => {
    await new Promise((done) => setTimeout(done, 3000));
    await route.continue();
  });
  await page.goto("/simulateur");
  await page.locator("#departement").selectOption("75");
  await page.locator("#fiscal_cv").fill("6");
  await page.locator("#energy").selectOption("ES");
  await page.locator("#first_registered_on").fill("2021-05-14");
  await page.locator("#issued_on").fill("2026-11-21");
  await live(page);
  await expect(page.locator("#fiscal_cv")).toHaveValue("6");
  await expect(page.locator("[data-total-cents]")).toHaveAttribute("data-total-cents", "42776");
});

test("a moped is not asked for its CO₂, an import is", async ({ page }) => {
  await page.goto("/simulateur");
  await live(page);
  await page.locator("#operation").selectOption("import_occasion");
  await expect(page.locator("#co2_g_km")).toBeVisible();
  await page.locator("#genre").selectOption("CL");
  await expect(page.locator("#co2_g_km")).toBeHidden();
  await expect(page.locator("#fiscal_cv")).toBeHidden();
});

test("a wrong number is named beside its field, and the rest still counts", async ({ page }) => {
  await page.goto(`/simulateur?${CASE}`);
  await live(page);
  await page.locator("#fiscal_cv").fill("12x");
  await expect(page.locator("#fiscal_cv")).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("#fiscal_cv-error")).toBeVisible();
  await expect(page.locator("[data-line='y4']")).toHaveAttribute("data-amount-cents", "1100");
  await page.locator("#fiscal_cv").fill("6");
  await expect(page.locator("#fiscal_cv-error")).toBeHidden();
  await expect(page.locator("[data-total-cents]")).toHaveAttribute("data-total-cents", "42776");
});

test("another department is compared, and the difference said", async ({ page }) => {
  await page.goto(`/simulateur?${CASE}`);
  await live(page);
  await page.locator(".what-if > summary").click();
  await page.locator("#vs_departement").selectOption("69");
  await expect(page.locator("[data-compared]")).toContainText("de moins");
  await page.locator("#vs_departement").blur();
  await expect(page).toHaveURL(/vs_departement=69/);
});

test("family and health stay out of the link until the box is ticked", async ({ page }) => {
  await page.goto("/simulateur");
  await live(page);
  await page.locator("#operation").selectOption("import_occasion");
  await page.locator("#first_registered_on").fill("2024-05-14");
  await page.locator("#co2_g_km").fill("180");
  await page.locator("#dependent_children").fill("3");
  await page.locator("#dependent_children").blur();
  await expect(page).toHaveURL(/issued_on=/);
  expect(page.url()).not.toContain("dependent_children");
  await expect(page.locator("[data-share]")).not.toHaveValue(/dependent_children/);
  await page.locator("#share_private").check();
  await expect(page.locator("[data-share]")).toHaveValue(/dependent_children=3/);
});

test("a line opens to its working, and stays open while typing", async ({ page }) => {
  await page.goto(`/simulateur?${CASE}`);
  await live(page);
  await page.locator("[data-line='y1'] > summary").click();
  await expect(page.locator("[data-line='y1']")).toContainText("6 CV ×");
  await page.locator("#fiscal_cv").fill("7");
  await expect(page.locator("[data-line='y1']")).toContainText("7 CV ×");
  await expect(page.locator("[data-line='y1'] dl")).toBeVisible();
});

test("the simulator opens without a network after the first visit", async ({ page, context }) => {
  await page.goto("/simulateur");
  await live(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.goto(`/simulateur?${CASE}`);
  await live(page);
  await expect(page.locator("[data-total-cents]")).toHaveAttribute("data-total-cents", "42776");
});

for (const path of ["/", "/malus-co2", "/malus-masse", "/en/weight-malus"]) {
  test(`the form of ${path} answers from its first touch on`, async ({ page }) => {
    await page.goto(path);
    const total = page.locator("[data-slot='taxes']").first();
    const before = await total.textContent();
    await live(page);
    await page.getByLabel(/CV|fiscal/i).first().fill("7");
    await page.locator("#departement").selectOption("75");
    await expect(total).not.toHaveText(before ?? "");
  });
}

test("on a phone the sums stay in sight while the questions go by", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(`/simulateur?${CASE}`);
  await live(page);
  await page.locator("#fiscal_cv").fill("7");
  const sums = page.locator("[data-sums]");
  await expect(sums).toBeInViewport({ ratio: 1 });
  await expect(sums).toContainText("526,66\u202f€");
  // What has the focus is never behind them.
  for (const control of await page.locator(".grid-sim-questions :is(input, select):visible").all()) {
    await control.focus();
    const hidden = await control.evaluate((element) => {
      const box = element.getBoundingClientRect();
      const bar = document.querySelector("[data-sums]")?.getBoundingClientRect();
      return bar !== undefined && box.bottom > bar.top && box.top < bar.bottom;
    });
    expect(hidden, await control.getAttribute("name") ?? "").toBe(false);
  }
  await page.getByRole("link", { name: "Total avec nos frais" }).click();
  await expect(page.locator("[data-grand-total-cents]")).toBeInViewport();
});

test("a simulation is kept under a private link that one can come back to", async ({ page }) => {
  await page.goto(`/simulateur?${CASE}`);
  await page.getByRole("button", { name: "Garder cette simulation" }).click();
  await expect(page).toHaveURL(/\/simulation\/[0-9a-f]{64}$/);
  const link = page.url();
  await page.goto("/");
  const answer = await page.goto(link);
  expect(answer?.headers()["referrer-policy"]).toBe("no-referrer");
  expect(answer?.headers()["cache-control"]).toContain("no-store");
  await expect(page.locator("[data-grand-total-cents]")).toHaveAttribute("data-grand-total-cents", "45766");
});

test("the field asked for lights up on the certificate", async ({ page }) => {
  await page.goto("/simulateur");
  await page.locator("#fiscal_cv").focus();
  const colour = (field: string) =>
    page.locator(`.cg-field[data-field='${field}'] rect`).first().evaluate((box) => getComputedStyle(box).fill);
  expect(await colour("P.6")).not.toBe(await colour("V.7"));
});
