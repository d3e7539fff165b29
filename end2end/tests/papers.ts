// Invoices and credit notes as customers fetch them.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { Page, TestInfo } from "@playwright/test";

import { expect } from "./fixtures";

/** Fetches the paper that the page of a dossier names, has it checked by whoever checks invoices, and gives its XML. */
export async function paper(page: Page, name: "Facture" | "Avoir", info: TestInfo): Promise<string> {
  const link = page.getByRole("link", { name: new RegExp(`^${name} .* \\(PDF\\)$`) });
  await expect(async () => {
    await page.reload();
    await expect(link).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const answer = await page.request.get((await link.getAttribute("href")) ?? "");
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-type"]).toBe("application/pdf");
  const file = info.outputPath(`${name}.pdf`);
  writeFileSync(file, await answer.body());
  const python = process.env.FACTURX_PYTHON ?? "python3";
  execFileSync(python, ["../crates/invoices/tests/it/check.py", file], { stdio: "inherit" });
  const xml = "import sys, facturx; print(facturx.get_facturx_xml_from_pdf(open(sys.argv[1], 'rb').read())[1].decode())";
  return execFileSync(python, ["-c", xml, file], { encoding: "utf8" });
}
