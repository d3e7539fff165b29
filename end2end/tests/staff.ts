// The staff of the journeys: how they come to the desk.
import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";

import { expect } from "./fixtures";
import { Device, ready } from "./people";

const program = process.env.CARTECLAIRE_BIN ?? "carteclaire";

/** The link that `carteclaire staff invite` prints. */
export function invited(email: string, role: string): string {
  const said = execFileSync(program, ["staff", "invite", email, "--role", role], { encoding: "utf8" });
  return new URL(said.trim()).pathname;
}

/** Comes to the desk by a link, with a key that is made on a new device, or on one that is known. */
export async function comeBy(page: Page, path: string, known?: Device): Promise<Device> {
  await page.goto(path);
  const device = known ?? (await Device.of(page));
  await ready(page);
  await page.getByRole("button", { name: "Créer une clé d’accès" }).click();
  await expect(page).toHaveURL(/\/gestion$/);
  return device;
}

export async function listens(page: Page) {
  await expect(page.locator("html[data-palette-ready]")).toBeAttached();
}

/** Puts a dossier into the house whose pieces are all there, and gives its reference. */
export function seeded(): string {
  const said = execFileSync(program, ["demo", "seed", "--whole", "1"], { encoding: "utf8" });
  return said.trim().split("\n").at(-1) ?? "";
}
