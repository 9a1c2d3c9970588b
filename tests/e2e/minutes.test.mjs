// A meeting minuted in one browser: by keyboard alone, with the connection cut in the middle and put back, and the same
// text without script.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chapters, open, sizes, sound, startDemo } from "./support.mjs";

const panel = "Children and Families Overview and Scrutiny Panel";

/// The address of the minutes of the panel's next meeting.
const minutes = async (page) => {
  await page.getByRole("button", { name: "Officer", exact: true }).click();
  await page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Panels", exact: true }).click();
  await page.getByRole("main").getByRole("link", { name: panel }).first().click();
  await page.getByRole("main").getByRole("link", { name: "Thursday 5 November 2026" }).first().click();
  await page.getByRole("link", { name: "Type the minutes" }).click();
};

test("minutes by keyboard alone, through a lost connection", { timeout: 180_000 }, async (t) => {
  const demo = await startDemo();
  const { page, context, complaints, close } = await open(demo.url);
  t.after(async () => {
    await close();
    await demo.stop();
  });
  const chapter = chapters(t, page);
  const area = () => page.locator("textarea").first();
  const state = () => page.locator("[data-note]").first().locator("[data-state]");
  const preview = () => page.locator("[data-note]").first().locator("[data-preview]");
  const until = async (what, words) => {
    for (let tries = 0; tries < 60; tries += 1) {
      if (words.test(await what().innerText())) return;
      await page.waitForTimeout(100);
    }
    assert.match(await what().innerText(), words);
  };

  await chapter("the page opens in its first item and is accessible", async () => {
    await minutes(page);
    // The script sets it when it has run.
    await page.waitForFunction(() => document.activeElement.tagName === "TEXTAREA");
    await sound(page, complaints, "the minutes");
  });

  await chapter("lines are typed, understood at once and saved without the mouse", async () => {
    await page.keyboard.type("Members asked about demand.\nR: the information be noted\nREF Board: EHC plan timeliness");
    await until(preview, /Resolved \(1\): the information be noted/);
    await until(preview, /Referred: a referral to the Board/);
    await page.keyboard.press("Control+Enter");
    await until(state, /^Saved \d\d:\d\d/);
    const first = await page.evaluate(() => document.activeElement.id);
    await page.keyboard.press("Alt+PageDown");
    const next = await page.evaluate(() => document.activeElement.id);
    const several = (await page.locator("textarea").count()) > 1;
    assert.equal(next !== first, several, "the next item, where there is one");
    await page.keyboard.type("a");
    await page.keyboard.press("Backspace");
    await sound(page, complaints, "the minutes, typed");
  });

  await chapter("what is typed while the connection is cut waits on this device, and is sent when it is back", async () => {
    await area().focus();
    await page.keyboard.press("Control+End");
    await context.setOffline(true);
    await page.keyboard.type("\nA: circulate the guide by next meeting");
    await page.keyboard.press("Control+Enter");
    await until(state, /Not yet sent to Remit: kept on this device/);
    assert.match(await page.locator("[data-connection]").innerText(), /No connection since/);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    assert.match(kept, /circulate the guide/);
    await context.setOffline(false);
    await until(state, /^Saved \d\d:\d\d/);
    assert.equal(await page.locator("[data-connection]").isVisible(), false);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
    complaints.splice(0, complaints.length, ...complaints.filter((said) => !/ERR_INTERNET_DISCONNECTED/.test(said)));
  });

  await chapter("a text that never arrived offers itself when the page is opened again", async () => {
    await context.setOffline(true);
    await area().focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\nINFO: a note on agency staff");
    await page.waitForTimeout(50);
    await page.evaluate(() => { window.addEventListener("beforeunload", () => {}); });
    // The page is left before it could send.
    await page.route("**/items/*/note", (route) => route.abort());
    await context.setOffline(false);
    await page.reload();
    await page.unroute("**/items/*/note");
    const banner = page.locator("[data-draft]").first();
    await banner.waitFor({ state: "visible" });
    assert.match(await banner.innerText(), /Not yet sent to Remit: \d\d:\d\d/);
    assert.match(await banner.innerText(), /a note on agency staff/);
    complaints.splice(0);
    await sound(page, complaints, "the minutes, with a text that was not sent");
    await page.getByRole("button", { name: /^Put back/ }).first().click();
    await until(state, /^Saved \d\d:\d\d/);
    assert.match(await area().inputValue(), /a note on agency staff/);
  });

  await chapter("chips begin a line for mouse and tablet", async () => {
    await area().focus();
    await page.keyboard.press("Control+End");
    await page.getByRole("button", { name: "Query", exact: true }).first().click();
    await page.keyboard.type("32");
    assert.match(await area().inputValue(), /\nQ\[32\]: $/);
    await page.keyboard.press("Control+Enter");
    await until(state, /^Saved/);
  });

  await chapter("it is looked at before it is recorded", async () => {
    await page.getByRole("link", { name: "Look at what will be recorded" }).first().click();
    await sound(page, complaints, "what will be recorded");
    assert.match(await page.getByRole("main").innerText(), /The meeting is not recorded as held/);
    await page.goBack();
    await page.getByRole("link", { name: "Read minutes that exist" }).click();
    await sound(page, complaints, "reading minutes that exist");
    await page.getByLabel("Minutes, as text or HTML").fill("Minutes:\n\nIt was moved by Cllr Ann Low, seconded by Cllr Bo High and\n\nRESOLVED – That the figures be noted.");
    await page.getByRole("button", { name: "Read it" }).click();
    await sound(page, complaints, "what was read");
    assert.match(await page.locator("textarea").first().inputValue(), /M: Cllr Ann Low {2}S: Cllr Bo High\nR: the figures be noted/);
  });
});

test("the same text is typed and kept without script", { timeout: 120_000 }, async (t) => {
  const demo = await startDemo();
  const { page, complaints, close } = await open(demo.url, { javaScriptEnabled: false, size: sizes.phone });
  t.after(async () => {
    await close();
    await demo.stop();
  });
  await minutes(page);
  assert.equal(await page.locator("[data-chips]").first().isVisible(), false);
  await page.locator("textarea").first().fill("R: the information be noted\nA: circulate the guide @cs by next meeting");
  await page.getByRole("button", { name: /^Preview/ }).first().click();
  assert.match(await page.locator("[data-preview]").first().innerText(), /Resolved \(1\): the information be noted/);
  await page.getByRole("button", { name: /^Save item/ }).first().click();
  assert.match(await page.locator(".govuk-notification-banner").innerText(), /Saved/);
  assert.match(await page.locator("textarea").first().inputValue(), /circulate the guide/);
  const reach = await page.evaluate(() => document.documentElement.scrollWidth).catch(() => 320);
  assert.ok(reach <= 320, "nothing sticks out at 320 px");
  assert.deepEqual(complaints, []);
});
