// What every journey needs: a demonstration of its own, a browser, and the checks
// that hold on every page. The journeys themselves are the *.test.mjs files.
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../../", import.meta.url));
const shots = fileURLToPath(new URL("shots/", import.meta.url));
const axeScript = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const sizes = {
  desktop: { width: 1200, height: 900 },
  ipad: { width: 820, height: 1180 },
  phone: { width: 320, height: 640 },
};

/// Starts `remit demo` on a free port; resolves with its address and a way to stop it.
export async function startDemo({ args = [], patience = 20_000 } = {}) {
  const binary = process.env.REMIT_BIN ?? `${root}target/debug/remit`;
  const child = spawn(binary, ["demo", "--addr", "127.0.0.1:0", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail("did not say that it listens"), patience);
    const fail = (why) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`remit demo ${why}:\n${said}`));
    };
    const hear = (chunk) => {
      said += chunk;
      const heard = said.match(/listening on (http:\/\/[^\s/]+:[1-9]\d*)\s/);
      if (heard) {
        clearTimeout(timer);
        resolve(heard[1]);
      }
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", (error) => fail(`could not start (${error.message})`));
    child.once("exit", (code) => fail(`ended with ${code}`));
  });
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      const insist = setTimeout(() => child.kill("SIGKILL"), 5_000);
      child.once("exit", () => {
        clearTimeout(insist);
        resolve();
      });
      child.kill("SIGTERM");
    });
  return { url, stop, said: () => said };
}

/// Opens a browser at `demoUrl`. `complaints` gathers what the browser objected to:
/// script errors, policy refusals and answers of 500 and above.
export async function open(demoUrl, { size = sizes.desktop, ...context } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    const place = await browser.newContext({
      baseURL: demoUrl, viewport: size, locale: "en-GB", timezoneId: "Europe/London", ...context,
    });
    const page = await place.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) {
        complaints.push(`console: ${message.text()}`);
      }
    });
    page.on("response", (answer) => {
      if (answer.status() >= 500) complaints.push(`${answer.status()} ${answer.url()}`);
    });
    await page.goto("/");
    return { browser, context: place, page, complaints, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/// The accessibility rules that this page breaks, each as one readable line; empty is right.
export async function axe(page) {
  // Evaluated, not added as a script element: the page's policy refuses those.
  const { readFile } = await import("node:fs/promises");
  await page.evaluate(await readFile(axeScript, "utf8"));
  const { violations } = await page.evaluate(
    (values) => window.axe.run(document, { runOnly: { type: "tag", values } }),
    standards,
  );
  return violations.flatMap((broken) =>
    broken.nodes.map((node) => `${broken.id} (${broken.impact}): ${broken.help} at ${node.target.join(" ")}\n  ${node.html.slice(0, 200)}`));
}

/// At 320 px, how far the page sticks out to the right, and which elements do it; null is right.
export async function noOverflow(page) {
  const before = page.viewportSize();
  await page.setViewportSize(sizes.phone);
  const found = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const reach = document.documentElement.scrollWidth;
    if (reach <= room) return null;
    const culprits = [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > room + 1 && !element.closest(".app-scroll *"))
      .slice(0, 8)
      .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`);
    return { room, reach, culprits };
  });
  if (before) await page.setViewportSize(before);
  return found;
}

/// Saves a picture of the whole page as shots/<name>.png.
export async function shot(page, name, options = {}) {
  await mkdir(shots, { recursive: true });
  const path = `${shots}${name}.png`;
  await page.screenshot({ path, fullPage: true, ...options });
  return path;
}
