// A chair reads the scorecard: reds first, by keyboard and at 320 px, without script; the public reads a measure.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, picture, sizes, sound, startDemo } from "./support.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo.stop());

const main = (page) => page.getByRole("main");

const CARD = "/panels/children-and-families/scorecard";

test("a chair reads the scorecard on a phone", { timeout: 60_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url, { viewport: sizes.phone });
  t.after(close);
  await page.getByRole("button", { name: "Chair", exact: true }).click();
  await page.goto(CARD);
  await sound(page, complaints, "scorecard");
  await page.goto(CARD + "?rating=red");
  await sound(page, complaints, "reds only");
  await page.setViewportSize({ width: 1200, height: 900 });
  await page.goto(CARD);
  await picture(page, "scorecard");
});

test("without script, reds stand first and the scorecard is narrowed", { timeout: 60_000 }, async (t) => {
  const { page, close } = await open(demo.url, { javaScriptEnabled: false });
  t.after(close);
  await page.getByRole("button", { name: "Chair", exact: true }).click();
  await page.goto(CARD);
  const shown = (await main(page).locator("tbody .app-rag").allInnerTexts()).map((word) => word.trim());
  assert.ok(shown.some((word) => word.includes("Red")), "the quarter has a red");
  assert.ok(shown[0].includes("Red"), "reds first");
  const rows = await main(page).locator("tbody tr").count();
  await page.getByLabel("Rating", { exact: true }).selectOption("red");
  await main(page).getByRole("button", { name: "Show" }).press("Enter");
  const reds = await main(page).locator("tbody tr").count();
  assert.ok(reds > 0 && reds < rows, "fewer rows");
});

test("anybody reads a measure and saves its figures, and is left no cookie", { timeout: 60_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url);
  t.after(close);
  await page.context().clearCookies();
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
