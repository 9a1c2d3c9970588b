// A meeting of the Board in the demonstration: the panels are asked, one feeds back, its chair approves, the paper goes
// on the agenda; the thread of a matter that is closed; who may refer to whom. With and without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, sound, startDemo } from "./support.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo.stop());

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";

  test(`the Board's pages are read ${how} script`, { timeout: 60_000 }, async (t) => {
    const { page, complaints, close } = await open(demo.url, { javaScriptEnabled });
    t.after(close);
    await page.goto("/");
    await page.getByRole("button", { name: "Officer", exact: true }).click();
    await page.goto("/routes");
    // The checker needs script of its own.
    if (javaScriptEnabled) await sound(page, complaints, "who may refer to whom");
    await page.goto("/referrals?state=closed");
    await page.locator("tbody a").first().click();
    assert.match(await page.getByRole("main").innerText(), /heard the answer at its meeting of/);
    assert.equal(await page.locator("svg.app-timeline-drawing").count(), 1);
    if (javaScriptEnabled) await sound(page, complaints, "a thread that is closed");
  });
}

test("a panel feeds back, its chair approves, and the paper goes on the Board's agenda", { timeout: 90_000 }, async (t) => {
  const { page, complaints, close } = await open(demo.url);
  t.after(close);
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  const says = async (words) => assert.match(await page.getByRole("main").innerText(), words);
  await page.goto("/");
  await press("Officer");
  await page.goto("/board");
  await sound(page, complaints, "the Board's meetings");
  await page.getByRole("link", { name: /18 November 2026/ }).click();
  const board = page.url();
  await press("Ask the panels for their feedback now");
  await says(/0 of 4 panels have fed back/);
  await sound(page, complaints, "who has fed back");
  await page.getByRole("link", { name: /Read the feedback of Children and Families/ }).click();
  const feedback = page.url();
  await page.getByLabel("In the panel’s own words").fill("Members visited two schools.");
  await sound(page, complaints, "the draft");
  await press("Send to the chair");
  await says(/With the chair/);
  await press("Chair");
  await page.goto(feedback);
  await sound(page, complaints, "the draft before the chair");
  await page.getByLabel("Approve it").check();
  await press("Record the decision");
  await says(/Approved by the chair/);
  await press("Officer");
  await page.goto(`${board}/paper`);
  await says(/Members visited two schools/);
  await sound(page, complaints, "the paper");
  await press("Put the paper there");
  await says(/Feedback from the Overview and Scrutiny Panels/);
  await page.goto(board);
  await says(/1 of 4 panels have fed back/);
});
