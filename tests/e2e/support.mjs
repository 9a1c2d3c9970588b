// What every journey needs: a demonstration of its own, a browser, and the checks
// that hold on every page. The journeys themselves are the *.test.mjs files.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../../", import.meta.url));
const shots = fileURLToPath(new URL("shots/", import.meta.url));
const pictures = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const axeScript = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// The program that is tried.
export const binary = process.env.REMIT_BIN ?? `${root}target/debug/remit`;

export const sizes = {
  desktop: { width: 1200, height: 900 },
  ipad: { width: 820, height: 1180 },
  phone: { width: 320, height: 640 },
};

/// Starts `remit demo` on a free port; resolves with its address and a way to stop it.
export function startDemo({ args = [], patience = 20_000 } = {}) {
  return startRemit(["demo", "--addr", "127.0.0.1:0", ...args], { patience });
}

/// Starts a verb of `remit` that listens. `said` gives what it has written so far, `stop` resolves with how it
/// ended and how long that took.
export async function startRemit(args, { env = {}, patience = 20_000 } = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("REMIT_"));
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...Object.fromEntries(kept), ...env } });
  const verb = `remit ${args[0]}`;
  let said = "";
  const ended = new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
  const url = await new Promise((resolve, reject) => {
    const fail = (why) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`${verb} ${why}:\n${said}`));
    };
    const timer = setTimeout(() => fail("did not say that it listens"), patience);
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
    child.once("close", (code) => fail(`ended with ${code}`));
  });
  const stop = async () => {
    const begun = Date.now();
    const insist = setTimeout(() => child.kill("SIGKILL"), 10_000);
    child.kill("SIGTERM");
    const how = await ended;
    clearTimeout(insist);
    return { ...how, took: Date.now() - begun };
  };
  return { url, stop, said: () => said };
}

/// Opens a browser at `demoUrl`. `complaints` gathers what the browser objected to in any of its tabs:
/// script errors, policy refusals and answers of 500 and above.
export async function open(demoUrl, { size = sizes.desktop, ...context } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en-GB"],
    // Chromium takes the form of dates in fields from here.
    env: { ...process.env, LANGUAGE: "en_GB" },
  });
  try {
    const place = await browser.newContext({
      baseURL: demoUrl, viewport: size, locale: "en-GB", timezoneId: "Europe/London", ...context,
    });
    place.setDefaultTimeout(10_000);
    const complaints = [];
    place.on("page", (tab) => listen(tab, complaints));
    const page = await place.newPage();
    await page.goto("/");
    return { browser, context: place, page, complaints, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

function listen(page, complaints) {
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) {
      complaints.push(`console: ${message.text()}`);
    }
  });
  page.on("response", (answer) => {
    if (answer.status() >= 500) complaints.push(`${answer.status()} ${answer.url()}`);
  });
}

/// What holds on every page: one main heading, no accessibility rule broken, nothing sticking out at 320 px, no
/// complaint of the browser. `name` says in a failure which page it was.
export async function sound(page, complaints, name) {
  const where = `${name} (${new URL(page.url()).pathname})`;
  assert.equal(await page.locator("h1").count(), 1, `${where} has one main heading`);
  assert.deepEqual(await axe(page), [], `${where} is accessible`);
  assert.equal(await noOverflow(page), null, `${where} fits 320 px`);
  assert.deepEqual(complaints, [], `${where} makes the browser complain of nothing`);
}

/// The accessibility rules that this page breaks, each as one readable line; empty is right.
export async function axe(page) {
  // Evaluated, not added as a script element: the page's policy refuses those.
  await page.evaluate(axeScript);
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

/// Renews docs/pictures/<name>.png when REMIT_PICTURES is set: what a window of 1200 px shows from the top of the
/// page, or from the element `from`, and at most 900 px of it.
export async function picture(page, name, { from, height = 900 } = {}) {
  if (!process.env.REMIT_PICTURES) return;
  await mkdir(pictures, { recursive: true });
  await page.mouse.move(0, 0);
  const top = from ? Math.max(0, Math.floor((await page.locator(from).first().boundingBox()).y) - 20) : 0;
  const clip = { x: 0, y: top + (await page.evaluate(() => window.scrollY)), width: sizes.desktop.width, height };
  await page.screenshot({ path: `${pictures}${name}.png`, fullPage: true, clip });
}

/// The chapters of a journey: told in order, and no further than the first that fails, which says where it stood.
export function chapters(t, page) {
  let broken = false;
  return (name, tell) => t.test(name, { skip: broken && "an earlier chapter failed" }, async (told) => {
    try {
      await tell(told);
    } catch (error) {
      broken = true;
      const shown = await page.locator("body").innerText({ timeout: 1_000 }).catch(() => "nothing");
      throw new Error(`${error.stack}\nat ${page.url()}, which shows:\n${shown}`);
    }
  });
}
