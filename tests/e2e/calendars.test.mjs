// A calendar that anybody reads, one under a secret address, and the deadlines of a body: made, read and closed in a
// real browser, by keyboard and without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, sound, startDemo } from "./support.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo.stop());

const panel = "/bodies/children-and-families";

test("the public finds the calendar, the deadline for questions and the members of a panel", { timeout: 60_000 }, async (t) => {
  const { page, context, complaints, close } = await open(demo.url);
  t.after(close);
  await context.clearCookies();
  await page.goto(panel);
  await sound(page, complaints, "a panel");
  const text = await page.locator("main").innerText();
  assert.match(text, /Questions and statements from the public: by 9am on \w+day \d+ \w+ \d{4}/);
  assert.match(text, /Councillor Imogen Hartley, chair/);
  const calendar = await context.request.get(demo.url + panel + "/meetings.ics");
  assert.equal(calendar.headers()["content-type"], "text/calendar; charset=utf-8");
  const ics = await calendar.text();
  assert.ok(ics.match(/BEGIN:VEVENT\r\n/g).length >= 5);
  assert.ok(ics.split("\r\n").every((line) => Buffer.byteLength(line) <= 75));
  const again = await context.request.get(demo.url + panel + "/meetings.ics", { headers: { "If-None-Match": calendar.headers().etag } });
  assert.equal(again.status(), 304);
  await page.locator("main a[href^='/bodies/children-and-families/2']").first().click();
  await sound(page, complaints, "a meeting");
  // Only the front door of the demonstration, where a visitor chooses who to be, leaves a cookie.
  assert.deepEqual(await context.cookies(), []);
  assert.equal(calendar.headers()["set-cookie"], undefined);
});

test("an officer makes, replaces and withdraws a calendar address without script", { timeout: 60_000 }, async (t) => {
  const { page, context, complaints, close } = await open(demo.url, { javaScriptEnabled: false });
  t.after(close);
  await page.getByRole("button", { name: "Officer", exact: true }).click();
  await page.goto("/calendar");
  await page.getByRole("button", { name: "Make an address" }).click();
  const first = await page.getByLabel(/^The address/).inputValue();
  assert.match(first, /\/calendar\/[0-9a-f]{64}\/remit\.ics$/);
  assert.match(await (await context.request.get(first)).text(), /DTSTART;VALUE=DATE:\d{8}\r\n/);
  await page.getByRole("button", { name: "Replace the address" }).click();
  assert.notEqual(await page.getByLabel(/^The address/).inputValue(), first);
  assert.equal((await context.request.get(first)).status(), 410);
  await page.getByRole("button", { name: "Withdraw the address" }).click();
  assert.match(await page.locator("main").innerText(), /none is in use/);
  assert.deepEqual(complaints, []);
});

test("the pages behind them are sound, and closing the public pages closes them all", { timeout: 120_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url);
  t.after(close);
  await page.getByRole("button", { name: "Officer", exact: true }).click();
  await page.goto("/calendar");
  await sound(page, complaints, "one's own calendar");
  await page.goto("/people/bodies");
  await page.getByRole("link", { name: /^Children and Families/ }).click();
  await page.getByRole("link", { name: /^Its own deadlines/ }).click();
  await sound(page, complaints, "the deadlines of a body");
  await page.getByLabel("Time of day").first().fill("teatime");
  await page.keyboard.press("Enter");
  await page.locator(".govuk-error-summary").waitFor();
  await sound(page, complaints, "a deadline that was refused");
  await page.goto("/people/public-pages");
  await sound(page, complaints, "the switch");
  await page.getByRole("radio", { name: /^No/ }).check();
  await page.getByRole("button", { name: "Save" }).click();
  const answer = await page.goto(panel);
  assert.equal(answer.status(), 404);
  assert.match(await page.locator("main").innerText(), /on its own website: https:/);
  await page.goto("/people/public-pages");
  await page.getByRole("radio", { name: /^Yes/ }).check();
  await page.getByRole("button", { name: "Save" }).click();
  assert.equal((await page.goto(panel)).status(), 200);
});
