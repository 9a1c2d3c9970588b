// The whole thread of a panel's quarter in the demonstration, by clicking, in one browser: asked for, answered from
// the mail, accepted, reported, resolved upon, referred to the Board and answered by it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chapters, open, picture, sound, startDemo } from "./support.mjs";

const panel = "Children and Families Overview and Scrutiny Panel";
const board = "Overview and Scrutiny Performance Board";
const item = "Performance and 2026/27 In-Year Budget Monitoring";

test("a panel's quarter, from the Due page to the Board's answer", { timeout: 180_000 }, async (t) => {
  const demo = await startDemo();
  const { page, context, complaints, close } = await open(demo.url);
  t.after(async () => {
    await close();
    await demo.stop();
  });
  const is = (name) => sound(page, complaints, name);
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  const follow = (name, within = page.getByRole("main")) => within.getByRole("link", { name }).first().click();
  const goTo = (name) => page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name, exact: true }).click();
  const heading = async (words) => assert.match(await page.locator("h1").innerText(), words);
  const says = async (words) => assert.match(await page.getByRole("main").innerText(), words);
  const flash = async (words) => assert.match(await page.locator(".govuk-notification-banner").innerText(), words);
  const today = async () => (await page.locator(".app-demo-banner__now").innerText()).match(/It is (.+?),/)[1];

  /// Moves the clock by the demonstration's button until a day is past.
  const liveUntilAfter = async (day) => {
    for (let mornings = 0; new Date(await today()) <= new Date(day); mornings += 1) {
      assert.ok(mornings < 30, `the clock gets past ${day}`);
      await press("Move to the next working morning");
    }
  };

  const chapter = chapters(t, page);

  await chapter("the officer sees what is due, why each date is what it is, and what has been asked for", async () => {
    await press("Officer");
    await heading(/Due/);
    for (const group of [/Late/, /This week/, /Next two weeks/]) await says(group);
    await is("Due");
    await picture(page, "due");

    await goTo("Panels");
    await is("the panels");
    await follow(panel);
    await is("the panel");
    await follow("Thursday 5 November 2026");
    await heading(/Thursday 5 November 2026/);
    await says(/5 clear working days between: 29 and 30 October, 2, 3 and 4 November 2026/);
    await is("the meeting");
    await picture(page, "meeting");

    await follow(/^Covering report/);
    await heading(new RegExp(item));
    await says(/Overview and Scrutiny Performance Board at its meeting on 18 November 2026/);
    await is("the covering report");
    await page.goBack();
    await follow(/^Appendix 1: Figures for Quarter 2/);
    await says(/With director/);
    await is("the request");
  });

  let answer;
  await chapter("the director opens the link of the letter and proves with a code who they are", async () => {
    await press("Director (through a link)");
    await page.waitForURL(/\/answer\/request\//);
    await is("the request that falls due soonest");

    await page.goto("/demo/post");
    await is("the post box");
    await follow(/performance data for Children and Families/);
    await is("the letter");
    await follow(/\/answer\/request\//);
    answer = page.url();
    await heading(/Quarter 2 performance data/);
    await is("the director's page before the code");

    await press("Send the code");
    await says(/There is a problem/);
    await is("the director's page, nobody chosen");
    await page.getByRole("radio", { name: /I am Bea Jones/ }).check();
    await press("Send the code");
    await is("the question for the code");
    await page.getByLabel("Code").fill("12");
    await press("Go on");
    await says(/There is a problem/);
    await is("the question for the code, refused");

    const box = await context.newPage();
    await box.goto("/demo/post");
    await box.locator("tbody a").first().click();
    const letter = await box.locator(".app-letter__body").innerText();
    await sound(box, complaints, "the letter with the code");
    await box.close();
    await page.getByLabel("Code").fill(letter.match(/\b\d{6}\b/)[0]);
    await press("Go on");
    await is("the form of figures");
  });

  await chapter("the director enters figures; a wrong one is named at its field and stays as typed", async () => {
    const entries = page.locator(".app-beside");
    const many = await entries.count();
    assert.ok(many >= 12, `there are ${many} indicators`);
    for (let at = 0; at < many; at += 1) {
      const entry = entries.nth(at);
      const before = await entry.locator(".app-beside__then .govuk-body").first().innerText();
      const figure = at === 2 ? "about ninety" : before.match(/[\d.]+/)[0];
      await entry.getByLabel("Figure").fill(figure);
      await entry.getByLabel("Commentary").fill("Steady since last quarter; recruitment to vacant posts continues.");
    }
    await press("Save and go on later");
    await flash(/Saved/);
    await is("the figures, saved");
    await press("Check answers");
    await is("the answers, to check");
    await press("Submit to the panel");

    const wrong = entries.nth(2);
    assert.match(await wrong.locator(".govuk-error-message").innerText(), /“about ninety” is not a number/);
    assert.equal(await wrong.getByLabel("Figure").inputValue(), "about ninety");
    assert.match(await page.title(), /^Error: /);
    await is("the figures, refused");
    await page.locator(".govuk-error-summary a").first().click();
    assert.equal(await page.evaluate(() => document.activeElement.value), "about ninety", "the link leads to the field");

    await wrong.getByLabel("Figure").fill("92.7");
    await wrong.getByLabel("Commentary").fill("Two conferences were late because a school was closed.");
    await press("Save and go on later");
    await flash(/Saved/);
    await picture(page, "answer", { from: "main form > p" });
    await press("Check answers");
    await is("the answers, to check");
    await press("Submit to the panel");
    await heading(/Submitted/);
    await is("the confirmation");
    await follow("Read what was submitted");
    await is("what was submitted");
  });

  await chapter("the officer accepts, and publishes the agenda with the panel's report", async () => {
    await press("Officer");
    await page.goto("/due");
    await follow(/CF 2026\/27 Q2 – 1/);
    await heading(/Quarter 2 performance data/);
    await says(/Submitted/);
    await is("the request, submitted");
    await press("Accept into the papers");
    await flash(/./);
    await says(/Accepted/);
    await is("the request, accepted");

    await goTo("Requests");
    await is("the requests");
    await page.goto("/requests?state=issued&panel=children-and-families");
    await follow(/^CF 2026\/27 P06/);
    await page.getByLabel("Promised for").fill("2026-11-20");
    await page.getByLabel("Why it will follow").fill("The month closes late.");
    await press("Declare to follow");
    await says(/There is a problem/);
    await is("a promise after the meeting, refused");
    assert.equal(await page.getByLabel("Why it will follow").inputValue(), "The month closes late.");
    await page.getByLabel("Promised for").fill("2026-11-02");
    await press("Declare to follow");
    await says(/To follow/);
    await is("the request to follow");

    await follow("Thursday 5 November 2026");
    await follow(/^Covering report/);
    await says(/Appendix 2 – Budget Monitoring Information \(presentation slides\) \(to follow\)/);
    await is("the covering report with its scorecard");
    await picture(page, "report", { from: "section:has-text('Purpose of the Meeting')" });
    await page.goBack();
    await press("Publish the agenda");
    await is("the question before publishing");
    await press("Publish the agenda");
    await says(/Agenda published on/);
    await is("the meeting, published");
  });

  await chapter("the panel meets, and what it resolved is recorded", async () => {
    const meeting = page.url();
    await liveUntilAfter("5 November 2026");
    await page.goto(meeting);
    await press("Record as held");
    await says(/Held/);
    await is("the meeting, held");
    await follow(item);
    await is("the item");
    await follow("Resolution");
    await is("the form for the resolution");

    await page.getByLabel("What was said").fill("Members asked why re-referrals had risen.\n\nThe Director explained the change of practice in July.");
    await page.getByLabel("Moved by").fill("Councillor Dev Patel");
    await page.getByLabel("Seconded by").fill("Councillor Ruth Wynn");
    await page.getByRole("radio", { name: "By assent" }).check();
    const part = (number) => page.getByRole("group", { name: `Part ${number}`, exact: true });
    const write = async (number, words, verb, makes) => {
      while ((await part(number).count()) === 0) await press("Add another part");
      await part(number).getByLabel("Words", { exact: true }).fill(words);
      await part(number).getByLabel("Verb").selectOption(verb);
      if (makes) await part(number).getByRole("radio", { name: makes }).check();
    };
    await write(1, "the performance information for Quarter 2 be noted", "Noted");
    await write(2, "a report on re-referrals be brought to the next meeting", "Requested", "An action");
    await write(3, "the timeliness of education, health and care plans be drawn to the Board’s attention", "Referred", "A referral to the Board");
    await press("Record resolution");
    await says(/There is a problem/);
    await is("the resolution, refused");
    assert.equal(await part(2).getByLabel("Words", { exact: true }).inputValue(), "a report on re-referrals be brought to the next meeting");

    await part(2).getByLabel("To whom it goes").selectOption({ label: "Director of Children’s Services" });
    await part(2).getByRole("radio", { name: "For the next meeting" }).check();
    await press("Record resolution");
    await says(/Resolved – That/);
    await says(/Moved by Councillor Dev Patel, seconded by Councillor Ruth Wynn/);
    await is("the resolution");
    await page.reload();
    await picture(page, "resolution");
  });

  await chapter("the action and the referral stand where they are owed", async () => {
    await goTo("Due");
    await says(/timeliness of education, health and care plans/);
    await is("Due after the meeting");
    await goTo("Tracker");
    await says(/a report on re-referrals be brought to the next meeting/);
    await is("the actions");
    await follow(/^CF 26\/27-/);
    await is("an action");
    await goTo("Board");
    await is("the referrals");
    const row = page.getByRole("row").filter({ hasText: "timeliness of education" });
    await row.getByRole("link").first().click();
    await says(/18 November 2026/);
    await is("the referral");

    await page.getByLabel("Feedback", { exact: true }).fill("The Panel is concerned at the timeliness of education, health and care plans.");
    await press("Draft feedback");
    await says(/Feedback drafted/);
    await press("Chair");
    await heading(/My panels/);
    await is("the chair's panels");
    await goTo("Board");
    await page.getByRole("row").filter({ hasText: "timeliness of education" }).getByRole("link").first().click();
    await is("the referral before the chair");
    await press("Approve this feedback");
    await says(/Approved by the chair/);
  });

  await chapter("the Board meets, and its answer closes the referral", async () => {
    const referral = page.url();
    await liveUntilAfter("18 November 2026");
    await press("Officer");
    await goTo("Panels");
    await follow(board);
    await is("the Board");
    await follow("Wednesday 18 November 2026");
    await press("Record as held");
    await says(/Held/);
    await is("the Board's meeting");

    await page.goto(referral);
    await press("Record answer");
    await says(/There is a problem/);
    await is("the Board's answer, refused");
    await page.getByLabel("The Board took it at its meeting of").selectOption({ index: 1 });
    await page.getByLabel("What the Board decided").selectOption("Added to the work programme");
    await page.getByLabel("In the Board's words").fill("The Board will look at the plans in February.");
    await press("Record answer");
    await says(/The Board will look at the plans in February/);
    await says(/Answered/);
    await is("the referral, answered");
  });

  await chapter("the public reads the published report, and nothing else", async () => {
    await press("Public");
    await heading(/Scrutiny/);
    await is("the public's home");
    await page.getByRole("link", { name: item }).first().click();
    await heading(new RegExp(item));
    await says(/Two conferences were late because a school was closed/);
    await is("the published report");
    for (const shut of ["/due", "/requests", "/actions", "/referrals", "/letters", "/people"]) {
      await page.goto(shut);
      assert.match(page.url(), /\/sign-in/, `${shut} is shut`);
    }
    await is("the page for signing in");
    const own = await page.goto(answer);
    assert.equal(own.status(), 200, "the director's own link still opens");
  });
});
