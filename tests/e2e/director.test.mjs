// The director on a phone, by keyboard alone and without script: the letter's link, the code, figures, a document
// promised, the check, the sign-off, and the same link afterwards.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { noOverflow, open, sizes, startDemo } from "./support.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo.stop());

/// Goes on with the tabulator until the focus is on what is looked for: a field's name, or words of a button or link.
async function tabTo(page, wanted) {
  for (let steps = 0; steps < 400; steps += 1) {
    await page.keyboard.press("Tab");
    const here = page.locator(":focus");
    if ((await here.count()) === 0) continue;
    const [name, words] = await Promise.all([here.getAttribute("name"), here.innerText().catch(() => "")]);
    if (name === wanted || (name?.startsWith(`${wanted}-`)) || words.trim() === wanted) return here;
  }
  throw new Error(`the keyboard does not reach ${wanted} on ${page.url()}`);
}

async function pressOn(page, words) {
  await tabTo(page, words);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(await noOverflow(page), null, `${page.url()} fits 320 px`);
}

test("a director answers on a phone, without script, by keyboard alone", { timeout: 120_000 }, async (t) => {
  const { page, context, complaints, close } = await open(demo.url, { size: sizes.phone, javaScriptEnabled: false });
  t.after(close);
  await page.getByRole("button", { name: "Director (through a link)", exact: true }).click();
  const link = page.url();
  await tabTo(page, "who");
  await page.keyboard.press("Space");
  await pressOn(page, "Send the code");
  const box = await context.newPage();
  await box.goto("/demo/post");
  await box.locator("tbody a").first().click();
  const code = (await box.locator(".app-letter__body").innerText()).match(/\b\d{6}\b/)[0];
  await box.close();
  await tabTo(page, "code");
  await page.keyboard.type(code);
  await pressOn(page, "Go on");
  assert.match(await page.locator("main").innerText(), /What is to do/);
  assert.match(await page.locator("svg.app-spark").first().getAttribute("aria-label"), /\d/);

  const many = await page.locator(".app-beside").count();
  for (let at = 0; at < many; at += 1) {
    await tabTo(page, "value");
    await page.keyboard.type(at === 0 ? "n/a" : "50");
    if (at === 0) continue;
    await tabTo(page, "commentary");
    await page.keyboard.type("As expected.");
  }
  await pressOn(page, "Save and go on later");
  assert.match(await page.locator("main").innerText(), new RegExp(`${many} of ${many} done`));

  await pressOn(page, "Send documents that go with it");
  await page.locator("#promised_title").focus();
  await page.keyboard.type("Slides");
  await tabTo(page, "Promise it");
  await page.keyboard.press("Enter");
  await page.locator(".govuk-error-summary").waitFor();
  assert.equal(await page.locator("#promised_title").inputValue(), "Slides", "what was typed stays");

  await page.goto(link);
  await pressOn(page, "Check and sign off");
  assert.match(await page.locator("main").innerText(), /There is no number, and no reason for it/, "it warns");
  await pressOn(page, "Submit to the panel");
  assert.match(await page.locator("h1").innerText(), /Submitted/);
  await page.goto(link);
  assert.equal(await page.getByRole("button", { name: "Check answers" }).count(), 0, "it is read-only afterwards");
  assert.deepEqual(complaints, []);
});
