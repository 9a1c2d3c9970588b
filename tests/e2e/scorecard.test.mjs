// A chair reads the scorecard: reds first, by keyboard and at 320 px, without script; the public reads a measure.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, sizes, sound, startDemo } from "./support.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo.stop());

const main = (page) => page.getByRole("main");

test("a chair reads the scorecard, reds first, and narrows it without script", { timeout: 60_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url, { javaScriptEnabled: false, viewport: sizes.phone });
  t.after(close);
  await page.getByRole("button", { name: "Chair", exact: true }).click();
  await page.goto("/panels/children-and-families/scorecard");
  await sound(page, complaints, "scorecard");
  const shown = await main(page).locator("tbody .app-rag").allInnerTexts();
  const first = shown.map((word) => word.trim());
  assert.ok(first.includes("Red"), "the quarter has a red");
  assert.equal(first[0], "Red", "reds first");
  await page.getByLabel("Rating", { exact: true }).selectOption("red");
  await main(page).getByRole("button", { name: "Show" }).press("Enter");
  const reds = await main(page).locator("tbody tr").count();
  assert.ok(reds > 0 && reds < shown.length, "fewer rows");
  await sound(page, complaints, "reds only");
});

test("anybody reads a measure and saves its figures, and is left no cookie", { timeout: 60_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url);
  t.after(close);
  await page.goto("/bodies/children-and-families/scorecard");
  await sound(page, complaints, "published figures");
  await main(page).locator('a[href^="/measures/"]').first().click();
  await sound(page, complaints, "a measure");
  const described = await main(page).getByRole("img").first().getAttribute("aria-label");
  const table = await main(page).locator("table").first().innerText();
  for (const number of described.split(";")[0].match(/\d+(\.\d+)?%/g) ?? []) assert.ok(table.includes(number), number);
  const file = await page.request.get(await main(page).locator("a[download]").getAttribute("href"));
  assert.match(file.headers()["content-type"], /text\/csv/);
  assert.equal((await page.context().cookies()).length, 0);
});
