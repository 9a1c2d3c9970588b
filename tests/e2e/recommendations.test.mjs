// A recommendation by clicking: sent without script, answered from its letter on a phone with its code, published, and
// read by the public.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chapters, open, picture, sound, startDemo } from "./support.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo.stop());

const main = (page) => page.getByRole("main");
const press = (page, name) => main(page).getByRole("button", { name, exact: true }).click();
const says = async (page, words) => assert.match(await main(page).innerText(), words);

test("from the agreed words to the public page", { timeout: 120_000 }, async (t) => {
  const officer = await open(demo.url);
  const plain = await open(demo.url, { javaScriptEnabled: false });
  const phone = await open(demo.url, { size: { width: 320, height: 640 } });
  t.after(officer.close);
  t.after(plain.close);
  t.after(phone.close);
  const { page, complaints } = officer;
  const chapter = chapters(t, page);
  await page.getByRole("button", { name: "Officer", exact: true }).click();
  await plain.page.getByRole("button", { name: "Officer", exact: true }).click();

  await chapter("the list and one clock", async () => {
    await page.goto("/recommendations");
    await sound(page, complaints, "the list of recommendations");
    await main(page).getByRole("link", { name: "CF-R 26/27-001" }).click();
    await page.getByRole("img", { name: /^The clock as a line/ }).waitFor();
    await says(page, /Sunday 22 November 2026 at the latest; working target Friday 20 November 2026/);
    await says(page, /Thursday 12 November 2026; its papers go out by Wednesday 4 November 2026/);
    await sound(page, complaints, "one recommendation");
    await picture(page, "recommendation");
  });

  await chapter("it is sent without script", async () => {
    const form = plain.page;
    await form.goto("/recommendations/serve");
    await form.getByRole("checkbox", { name: /potholes/ }).check();
    await press(form, "Send");
    await says(form, /Choose whether a written notice goes with it/);
    assert.ok(await form.getByRole("checkbox", { name: /potholes/ }).isChecked(), "what was ticked stays");
    await form.getByRole("radio", { name: /^Yes/ }).check();
    await form.getByLabel("Day of the notice").fill("2026-10-12");
    await press(form, "Send");
    await says(form, /Friday 11 December 2026 at the latest/);
    assert.deepEqual(plain.complaints, []);
  });

  await chapter("it is answered from its letter on a phone", async () => {
    await page.goto("/");
    await page.getByRole("button", { name: "Move to the next working morning" }).click();
    const box = phone.page;
    await box.goto("/demo/post");
    await main(box).getByRole("row").filter({ hasText: "Neil Barlow" }).getByRole("link").first().click();
    await main(box).getByRole("link", { name: /\/answer\/recommendation\// }).first().click();
    await box.waitForURL(/\/answer\/recommendation\//);
    await sound(box, phone.complaints, "the recommendation behind its link");
    const answer = box.url();
    await box.getByRole("radio", { name: /^I am Councillor Neil Barlow/ }).check();
    await press(box, "Send me a code");
    const post = await box.context().newPage();
    await post.goto("/demo/post");
    await main(post).getByRole("link", { name: /^Your code/ }).first().click();
    const code = (await main(post).innerText()).match(/\b\d{6}\b/)[0];
    await box.getByLabel("Code", { exact: true }).fill(code);
    await press(box, "Continue");
    await sound(box, phone.complaints, "the fields of an answer");
    await box.getByLabel("Decision").first().selectOption({ label: "Accepted in part" });
    await press(box, "Send the answer");
    await says(box, /Enter what is proposed to be done/);
    await box.getByLabel("What is proposed to be done").first().fill("Each quarter, from January");
    await press(box, "Send the answer");
    await says(box, /Each quarter, from January/);
    assert.ok(box.url().startsWith(answer.split("?")[0]));
    await sound(box, phone.complaints, "what was answered");
  });

  await chapter("it is published and read by the public", async () => {
    await page.goto("/recommendations");
    await main(page).getByRole("link", { name: "EE-R 26/27-001" }).click();
    await page.getByLabel("Published on").fill("2026-10-13");
    await press(page, "Record that it was published");
    await sound(page, complaints, "an answer that was published");
    const reader = phone.page;
    await reader.goto("/bodies/all/recommendations");
    await says(reader, /Each quarter, from January/);
    await sound(reader, phone.complaints, "what became of recommendations");
    await page.goto("/comments");
    await sound(page, complaints, "comments");
    await main(page).getByRole("link", { name: /-C / }).first().click();
    await sound(page, complaints, "one comment");
  });
});
