// People of the journeys: their letters, their passkeys.
import type { APIRequestContext, BrowserContext, CDPSession, Page } from "@playwright/test";

import { expect } from "./fixtures";

let last = 0;

/** An address that nobody had before. */
export function somebody(): string {
  last += 1;
  return `p${process.pid}-${Date.now()}-${last}@example.org`;
}

/** The link of the latest letter to `email` whose subject is `subject`, once the worker wrote it. */
export async function linkTo(request: APIRequestContext, email: string, folder: string): Promise<string> {
  let found = "";
  await expect
    .poll(
      async () => {
        const page = await (await request.get("/dev/mail")).text();
        for (const letter of page.split("<li").slice(1)) {
          const link = letter.match(new RegExp(`href="([^"]*${folder}[0-9a-f]{64})"`));
          if (letter.includes(email) && link?.[1]) {
            found = link[1];
            break;
          }
        }
        return found;
      },
      { timeout: 20_000 },
    )
    .not.toBe("");
  return new URL(found).pathname;
}

/** The code of the latest letter to `email` that has one, once the worker wrote it. */
export async function codeTo(request: APIRequestContext, email: string): Promise<string> {
  let found = "";
  await expect
    .poll(
      async () => {
        const page = await (await request.get("/dev/mail")).text();
        const letters = page.split("<li").slice(1);
        const codes = letters.filter((letter) => letter.includes(email)).map((letter) => letter.match(/<p>(\d{6})<\/p>/)?.[1]);
        found = codes.find((code) => code !== undefined) ?? "";
        return found;
      },
      { timeout: 20_000 },
    )
    .not.toBe("");
  return found;
}

/** A device that holds passkeys, in the page's browser. */
export class Device {
  private constructor(
    private readonly cdp: CDPSession,
    readonly id: string,
  ) {}

  static async of(page: Page): Promise<Device> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable", { enableUI: false });
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Device(cdp, authenticatorId);
  }

  /** The keys that it holds. */
  async keys() {
    const { credentials } = await this.cdp.send("WebAuthn.getCredentials", { authenticatorId: this.id });
    return credentials;
  }

  /** Puts a key of another device's into it: a synchronised keychain. */
  async take(credentials: Awaited<ReturnType<Device["keys"]>>) {
    for (const credential of credentials) {
      await this.cdp.send("WebAuthn.addCredential", { authenticatorId: this.id, credential });
    }
  }

  /** Whether its owner is recognised. */
  async recognises(owner: boolean) {
    await this.cdp.send("WebAuthn.setUserVerified", { authenticatorId: this.id, isUserVerified: owner });
  }

  /** Whether it answers by itself, or waits. */
  async answers(byItself: boolean) {
    await this.cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId: this.id, enabled: byItself });
  }

  async loses() {
    await this.cdp.send("WebAuthn.clearCredentials", { authenticatorId: this.id });
  }
}

/** Buttons for passkeys have their work. */
export async function ready(page: Page) {
  // The first browser of a run fetches and compiles everything while the others begin.
  await expect(page.locator("[data-passkey-ready]").first()).toBeVisible({ timeout: 30_000 });
}

/** Signs up with a passkey of a new device. */
export async function signUp(page: Page, email = somebody()): Promise<{ email: string; device: Device }> {
  await page.goto("/inscription");
  await page.getByLabel("Adresse e-mail").fill(email);
  await page.getByRole("button", { name: "Recevoir le lien" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Regardez vos e-mails");
  await page.goto(await linkTo(page.request, email, "/inscription/"));
  const device = await Device.of(page);
  await ready(page);
  await page.getByRole("button", { name: "Créer une clé d’accès" }).click();
  await expect(page).toHaveURL(/\/compte$/);
  return { email, device };
}

/** Forgets the session as if the browser had been closed for good. */
export async function forget(context: BrowserContext) {
  await context.clearCookies();
}
