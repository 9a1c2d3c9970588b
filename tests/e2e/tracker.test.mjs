// The tracker in a real browser: filtered, saved, changed many at once and undone, printed; without script too, by
// keyboard, and on a small screen. The chair's page on a tablet.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { noOverflow, open, sizes, sound, startDemo } from "./support.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo.stop());

const main = (page) => page.locator("main").innerText();

test("an officer sets a date for several rows without script, and undoes it", { timeout: 60_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url, { javaScriptEnabled: false });
  t.after(close);
  await page.getByRole("button", { name: "Officer", exact: true }).click();
  await page.goto("/actions?state=unfinished&kind=information");
  const boxes = page.locator("input[name=rows]");
  for (const box of (await boxes.all()).slice(0, 2)) await box.check();
  await page.getByRole("button", { name: "Do it" }).click();
  assert.match(await main(page), /Choose what to do with the rows that are ticked/);
  assert.equal(await page.locator("input[name=rows]:checked").count(), 2);
  await page.getByLabel("Ask for an update now").check();
  await page.getByRole("button", { name: "Do it" }).click();
  assert.match(await main(page), /What became of each row/);
  await page.getByRole("button", { name: "Undo" }).click();
  assert.match(await main(page), /Undone: \d of \d as they were/);
  assert.deepEqual(complaints, []);
});

test("a selection is saved by keyboard, and printed", { timeout: 60_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url);
  t.after(close);
  await page.getByRole("button", { name: "Officer", exact: true }).click();
  await page.goto("/actions?state=unfinished");
  await page.getByLabel("Name of the view").focus();
  await page.keyboard.type("Not finished yet");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Not finished yet", exact: true }).click();
  await page.getByRole("link", { name: "Print as an appendix" }).click();
  await sound(page, complaints, "the printed tracker");
  assert.match(await main(page), /No update received/);
});

test("the chair's page is read on a tablet, an action on a small screen", { timeout: 60_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url, { size: sizes.phone ?? { width: 320, height: 640 } });
  t.after(close);
  await page.getByRole("button", { name: "Chair", exact: true }).click();
  await page.goto("/panels/children-and-families/chair");
  await sound(page, complaints, "the chair's page");
  await noOverflow(page);
  await page.goto("/actions?state=unfinished");
  await noOverflow(page);
  await page.locator("main a[href^='/actions/']").filter({ hasText: /\d{2}\/\d{2}-\d{3}/ }).first().click();
  await sound(page, complaints, "an action");
  await page.getByRole("button", { name: "Follow this action" }).click();
  assert.match(await main(page), /You follow this action/);
});
