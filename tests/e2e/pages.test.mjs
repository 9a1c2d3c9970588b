// Every page that can be reached, as each of the personas sees it: accessible, narrow enough for 320 px, without a
// complaint of the browser. Then the same service without script, in forced colours, in print and by keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, open, sizes, sound, startDemo } from "./support.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo.stop());

/// Opens the demonstration as one of its personas.
async function openAs(persona, options) {
  const opened = await open(demo.url, options);
  if (persona !== "Public") await opened.page.getByRole("button", { name: persona, exact: true }).click();
  return opened;
}

/// The shape of an address: what tells one page from another of its kind is left out.
function shape(address) {
  const { pathname, searchParams } = new URL(address);
  const path = pathname
    .replace(/\/\d{4}-\d\d-\d\d(?=\/|$)/g, "/:date")
    .replace(/\/[0-9a-f]{64}(?=\/|$)/g, "/:token")
    .replace(/^\/measures\/[^/]+/, "/measures/:code")
    .replace(/^\/(panels|bodies)\/[a-z][a-z-]*/, "/$1/:slug")
    .replace(/\/\d+(?=\/|$)/g, "/:id");
  return [path, ...[...searchParams.keys()].sort()].join(" ");
}

/// The addresses on a page that lead to another page of the service.
async function leads(page) {
  const found = await page.$$eval("a[href]", (links) => links.map((link) => link.href.replace(/#.*/, "")));
  return found.filter((address) => address.startsWith(`${demo.url}/`) && !/\.(eml|ics|csv|xlsx|docx)(\?|$)/.test(address));
}

/// Opens one page of every shape that the links lead to, and hands it to `look`.
async function crawl(page, look, { most = 120 } = {}) {
  const ahead = [page.url()];
  const seen = new Map();
  while (ahead.length > 0 && seen.size < most) {
    const address = ahead.shift();
    if (seen.has(shape(address))) continue;
    seen.set(shape(address), address);
    const answer = await page.goto(address);
    await look(answer, shape(address));
    ahead.push(...(await leads(page)));
  }
  return seen;
}

const personas = [["Officer", 50], ["Chair", 24], ["Public", 11]];

for (const [persona, fewest] of personas) {
  test(`every page that the ${persona.toLowerCase()} can reach is sound`, { timeout: 180_000 }, async (t) => {
    const { page, complaints, close } = await openAs(persona);
    t.after(close);
    const seen = await crawl(page, async (answer, name) => {
      assert.equal(answer.status(), 200, `${name} opens`);
      await sound(page, complaints, `${persona}: ${name}`);
    });
    assert.ok(seen.size >= fewest, `only ${seen.size} kinds of page: ${[...seen.keys()].join(", ")}`);
    await page.goto("/nothing-here");
    await sound(page, complaints, `${persona}: a page that is not there`);
  });
}

test("the same pages open without script", { timeout: 120_000 }, async (t) => {
  for (const [persona, fewest] of personas.filter(([persona]) => persona !== "Chair")) {
    const { page, complaints, close } = await openAs(persona, { javaScriptEnabled: false });
    t.after(close);
    const seen = await crawl(page, async (answer, name) => {
      assert.equal(answer.status(), 200, `${persona}: ${name} opens`);
      assert.equal(await page.locator("h1").count(), 1, `${persona}: ${name} has one main heading`);
    });
    assert.ok(seen.size >= fewest, `only ${seen.size} kinds of page`);
    assert.deepEqual(complaints, []);
  }
});

test("a director answers without script", { timeout: 60_000 }, async (t) => {
  const { page, context, complaints, close } = await openAs("Director (through a link)", { javaScriptEnabled: false });
  t.after(close);
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  await page.getByRole("radio", { name: /^I am/ }).check();
  await press("Send the code");
  const box = await context.newPage();
  await box.goto("/demo/post");
  await box.locator("tbody a").first().click();
  const code = (await box.locator(".app-letter__body").innerText()).match(/\b\d{6}\b/)[0];
  await page.getByLabel("Code").fill(code);
  await press("Go on");
  const entries = page.locator(".app-beside");
  for (let at = 0; at < (await entries.count()); at += 1) {
    await entries.nth(at).getByLabel("Figure").fill(at === 0 ? "fifty" : "50");
    await entries.nth(at).getByLabel("Commentary").fill("As expected.");
  }
  await press("Check answers");
  await press("Submit to the panel");
  assert.equal(await entries.nth(0).getByLabel("Figure").inputValue(), "fifty");
  assert.equal(await page.locator(".govuk-error-summary").count(), 1, "a figure is a number, or a word that we know");
  await entries.nth(0).getByLabel("Figure").fill("n/a");
  await entries.nth(0).getByLabel("Reason, where there is no number").fill("The system was being replaced.");
  await press("Save and go on later");
  assert.match(await page.locator(".govuk-notification-banner").innerText(), /Saved/);
  await press("Check answers");
  await press("Submit to the panel");
  assert.match(await page.locator("h1").innerText(), /Submitted/);
  assert.deepEqual(complaints, []);
});

const main = ["/due", "/panels/children-and-families", "/requests", "/actions", "/bodies/children-and-families"];

for (const [name, options] of [["forced colours", { forcedColors: "active" }], ["print", { media: "print" }]]) {
  test(`the main pages are accessible in ${name}`, { timeout: 60_000 }, async (t) => {
    const { page, close } = await openAs("Officer");
    t.after(close);
    for (const address of main) {
      await page.goto(address);
      await page.emulateMedia(options);
      assert.deepEqual(await axe(page), [], `${address} in ${name}`);
    }
  });
}

test("on a tablet nothing sticks out", async (t) => {
  const { page, close } = await openAs("Officer", { size: sizes.ipad });
  t.after(close);
  for (const address of main) {
    await page.goto(address);
    const [room, reach] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
    assert.ok(reach <= room, `${address} reaches ${reach} of ${room}`);
  }
});

/// Presses Tab until a link or field with this name has the focus; gives how many presses it took.
async function tabTo(page, words, most = 60) {
  for (let presses = 1; presses <= most; presses += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const here = document.activeElement;
      return here.labels?.[0]?.innerText ?? here.innerText ?? "";
    });
    if (words.test(name.trim())) return presses;
  }
  throw new Error(`${words} is not reached in ${most} presses of Tab`);
}

test("by keyboard alone: past the top, to the first thing that is late, and into it", async (t) => {
  const { page, close } = await openAs("Officer");
  t.after(close);
  await page.goto("/due");
  assert.equal(await tabTo(page, /^Skip to main content$/), 1, "the skip link comes first");
  assert.ok(await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0), "and is seen");
  await page.keyboard.press("Enter");
  const first = await page.locator("tbody a").first().innerText();
  const href = await page.locator("tbody a").first().getAttribute("href");
  assert.ok((await tabTo(page, new RegExp(first.slice(0, 20)))) <= 3, "the first row comes soon after");
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow);
  assert.doesNotMatch(ring, /^none.*none$/, "the focus is seen");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${href}`);
});

test("by keyboard alone: the form for signing in", async (t) => {
  const { page, close } = await open(demo.url);
  t.after(close);
  await page.goto("/due");
  assert.match(page.url(), /\/sign-in/);
  await tabTo(page, /^E-mail address$/);
  await page.keyboard.type("nobody@anyshire.example");
  assert.equal(await tabTo(page, /^Password$/), 1);
  await page.keyboard.type("three random words");
  await page.keyboard.press("Enter");
  await page.locator(".govuk-error-summary").waitFor();
  assert.match(await page.title(), /^Error: /);
  assert.ok(await page.evaluate(() => document.activeElement.closest(".govuk-error-summary") !== null), "the summary has the focus");
  assert.equal(await page.getByLabel("E-mail address").inputValue(), "nobody@anyshire.example");
});

test("the checks can fail", async (t) => {
  const { page, close } = await openAs("Officer");
  t.after(close);
  await page.goto("/requests");
  await page.evaluate(() => document.querySelector("main label").remove());
  assert.ok((await axe(page)).some((line) => /^select-name|^label/.test(line)), "a field without its label is noticed");
  await page.evaluate(() => document.querySelector("main").insertAdjacentHTML("beforeend", '<p class="app-nowrap">' + "wide ".repeat(200) + "</p>"));
  await assert.rejects(sound(page, [], "a page that is too wide"));
});
