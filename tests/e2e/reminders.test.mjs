// Reminders in a real browser: the next thirty days are read, a letter is looked at and left out, put back and tried; the
// installation goes on trial and live again, which asks once. Without script too, and on a small screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, picture, sizes, sound, startDemo } from "./support.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo.stop());

const main = (page) => page.locator("main").innerText();

/// The list is worked out behind the page: it is opened again until it is there.
async function ready(page) {
  for (let turn = 0; turn < 40; turn += 1) {
    await page.goto("/reminders");
    if (!/living through the coming weeks/.test(await main(page))) return;
  }
  assert.fail("the coming weeks are never worked out");
}

test("a reminder is read, left out, put back and tried", { timeout: 120_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url);
  t.after(close);
  await page.getByRole("button", { name: "Officer", exact: true }).click();
  await page.getByRole("link", { name: "Reminders", exact: true }).click();
  await ready(page);
  await sound(page, complaints, "the coming letters");
  await picture(page, "reminders");
  assert.match(await main(page), /working days? before it is due, .*because the/);
  await page.locator("table.app-coming a").filter({ hasText: /^Reminder: / }).first().click();
  await sound(page, complaints, "one coming letter");
  await page.getByRole("tab", { name: "HTML" }).click();
  await page.frameLocator("iframe.app-letter-frame").getByText(/^Dear /).waitFor();
  await page.getByRole("tab", { name: "Headers" }).click();
  assert.match(await main(page), /Auto-Submitted: auto-generated/);
  await page.getByRole("button", { name: "Leave it out" }).click();
  assert.match(await main(page), /Enter why it is not to go/);
  await page.getByLabel("Why it is not to go").fill("They rang.");
  await page.getByRole("button", { name: "Leave it out" }).click();
  assert.match(await main(page), /That reminder is left out/);
  assert.match(await main(page), /They rang\./);
  await page.getByRole("button", { name: /Send it after all/ }).first().click();
  assert.match(await main(page), /That reminder goes after all/);
  await ready(page);
  await page.locator("table.app-coming a").first().click();
  await page.getByRole("button", { name: "Send me a test" }).click();
  assert.match(await main(page), /A test is on its way to you/);
  assert.deepEqual(complaints, []);
});

test("going live asks once, without script", { timeout: 120_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url, { javaScriptEnabled: false });
  t.after(close);
  await page.getByRole("button", { name: "Officer", exact: true }).click();
  await page.goto("/reminders/live");
  await page.getByRole("button", { name: "Go back on trial" }).click();
  await page.goto("/due");
  assert.match(await main(page), /On trial\. Every letter goes to/);
  await page.getByRole("link", { name: "Go live" }).click();
  assert.match(await main(page), /What will happen/);
  await page.getByRole("button", { name: "Go live" }).click();
  assert.match(await main(page), /Tick that letters are to go to those whom they are for/);
  await page.getByLabel("Letters are to go to those whom they are for").check();
  await page.getByRole("button", { name: "Go live" }).click();
  await page.goto("/due");
  assert.doesNotMatch(await main(page), /On trial/);
  assert.deepEqual(complaints, []);
});

test("rules, quiet days and what waits are read on a small screen", { timeout: 120_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url, { size: sizes.phone });
  t.after(close);
  await page.getByRole("button", { name: "Officer", exact: true }).click();
  await ready(page);
  await sound(page, complaints, "the coming letters");
  for (const address of ["/reminders/rules", "/reminders/rules/submit_data", "/reminders/waiting", "/reminders/quiet", "/reminders/live"]) {
    await page.goto(address);
    await sound(page, complaints, address);
  }
});
