// The officers' year by clicking: a year planned, seen first and undone; a meeting moved without script and by keyboard
// alone, with every date that changes seen before it is confirmed; an invitation answered from its letter.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, picture, sound, startDemo } from "./support.mjs";

const panel = "Children and Families Overview and Scrutiny Panel";
let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo.stop());

async function asOfficer(t, options) {
  const opened = await open(demo.url, options);
  t.after(opened.close);
  await opened.page.getByRole("button", { name: "Officer", exact: true }).click();
  return opened;
}

const main = (page) => page.getByRole("main");
const press = (page, name) => main(page).getByRole("button", { name, exact: true }).click();
const says = async (page, words) => assert.match(await main(page).innerText(), words);
const flash = async (page, words) => assert.match(await page.locator(".govuk-notification-banner").innerText(), words);

/// The address of the next meeting of the panel in the diary.
async function nextMeeting(page, which = 0) {
  await page.goto("/panels/children-and-families");
  const links = await main(page).locator('a[href^="/meetings/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  const meetings = links.filter((href) => /^\/meetings\/\d+$/.test(href));
  assert.ok(meetings.length > which, "the panel has meetings in the diary");
  return meetings[which];
}

test("a year is planned from a pattern, seen first, made, and undone", { timeout: 90_000 }, async (t) => {
  const { page, complaints } = await asOfficer(t);
  await page.goto("/year");
  await sound(page, complaints, "planning a year");
  await page.getByLabel(/^First day of the year/).fill("2027-05-20");
  await page.getByLabel(/^Last day of the year/).fill("2028-05-17");
  await page.getByRole("checkbox", { name: panel }).check();
  await page.getByLabel(/^Patterns or dates/).fill("second Wednesday, monthly, 2pm, not August\nthe blue moon");
  await press(page, "Show what would be made");
  await says(page, /Nothing has been made yet/);
  await says(page, /What could not be read[\s\S]*blue moon/);
  await says(page, /9 June 2027/);
  await sound(page, complaints, "what would be made");
  await picture(page, "year");
  await press(page, "Put the ticked meetings in the diary");
  await sound(page, complaints, "what was made");
  await says(page, /Undoing takes out every meeting/);
  await press(page, "Undo: take these meetings out of the diary");
  await says(page, /None of these meetings is in the diary any more/);
  await page.goto("/cycle");
  await sound(page, complaints, "the cycle of every body");
  await picture(page, "cycle");
});

test("without script, every date that changes is seen before a meeting moves", { timeout: 60_000 }, async (t) => {
  const { page, complaints } = await asOfficer(t, { javaScriptEnabled: false });
  const meeting = await nextMeeting(page);
  await page.goto(`${meeting}/move`);
  await page.getByLabel("Day", { exact: true }).fill("2026-11-12");
  await page.getByLabel("Reason").fill("Clash with Council");
  await press(page, "See every date that changes");
  await says(page, /Nothing has been changed yet/);
  await says(page, /Thursday 5 November 2026 at 2pm.*Thursday 12 November 2026 at 2pm/s);
  await picture(page, "moving", { from: "#effects" });
  await press(page, "Confirm and tell everybody concerned");
  await flash(page, /Meeting changed/);
  await says(page, /Day: was Thursday 5 November 2026, now Thursday 12 November 2026/);
  await page.goto("/bodies/children-and-families/2026-11-05");
  await says(page, /12 November 2026/);
  assert.deepEqual(complaints, []);
});

test("by keyboard alone, a meeting is postponed", { timeout: 60_000 }, async (t) => {
  const { page, complaints } = await asOfficer(t);
  const meeting = await nextMeeting(page, 1);
  await page.goto(`${meeting}/move`);
  await page.keyboard.press("Tab");
  const reach = async (test, name) => {
    for (let steps = 0; steps < 80; steps += 1) {
      const at = await page.evaluate(() => {
        const found = document.activeElement;
        return { name: found?.getAttribute("name"), value: found?.getAttribute("value"), text: found?.innerText ?? "" };
      });
      if (test(at)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`${name} is not reached by the Tab key`);
  };
  await reach((at) => at.name === "to", "the choice");
  await page.keyboard.press("ArrowDown");
  await reach((at) => at.name === "reason", "the reason");
  await page.keyboard.type("The chair is ill");
  await reach((at) => at.name === "preview", "the preview");
  await page.keyboard.press("Enter");
  await page.locator("#effects").waitFor();
  await says(page, /postponed, on a day to be arranged/);
  await sound(page, complaints, "what a postponement changes");
  await page.keyboard.press("Tab");
  await reach((at) => /^Confirm and tell/.test(at.text), "the confirmation");
  await page.keyboard.press("Enter");
  await page.locator(".govuk-notification-banner").waitFor();
  await flash(page, /Meeting postponed/);
  await says(page, /Postponed from/);
});

test("a cabinet member answers an invitation from its letter, on a phone", { timeout: 60_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url, { size: { width: 320, height: 640 } });
  t.after(close);
  await page.goto("/demo/post");
  await main(page).getByRole("link", { name: /^Invitation: / }).first().click();
  await main(page).getByRole("link", { name: /\/answer\/invitation\// }).click();
  await page.waitForURL(/\/answer\/invitation\//);
  await sound(page, complaints, "the invitation");
  await press(page, "Send the answer");
  await says(page, /There is a problem/);
  await sound(page, complaints, "the invitation, nothing chosen");
  await page.getByRole("radio", { name: /attend/i }).first().check();
  await press(page, "Send the answer");
  await says(page, /Will attend/);
  await sound(page, complaints, "the invitation, answered");
});
