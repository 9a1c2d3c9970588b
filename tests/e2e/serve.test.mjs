// The service in earnest: `remit serve` on an empty folder, with a real relay to hand its letters to and the real
// clock. Everything is entered through pages. A letter that nobody is waiting for goes in the sending hours only,
// so that what is expected of it depends on when this runs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { SMTPServer } from "smtp-server";
import { binary, chapters, open, sound, startRemit } from "./support.mjs";

const password = "heron lantern quarry";

/// A free port on this computer.
const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/// A relay on a port that keeps every message it is handed; it can be stopped and started again.
function relay(port) {
  const letters = [];
  let server;
  const start = () => new Promise((resolve) => {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      closeTimeout: 100,
      onData(stream, session, taken) {
        const chunks = [];
        stream.on("data", (chunk) => chunks.push(chunk));
        stream.on("end", () => {
          letters.push({ to: session.envelope.rcptTo.map(({ address }) => address), ...parse(Buffer.concat(chunks).toString("latin1")) });
          taken();
        });
      },
    });
    server.on("error", () => {});
    server.listen(port, "127.0.0.1", resolve);
  });
  const stop = () => new Promise((resolve) => server.close(resolve));
  const wait = async (wanted, patience = 20_000) => {
    const until = Date.now() + patience;
    for (;;) {
      const found = letters.find(wanted);
      if (found) return found;
      assert.ok(Date.now() < until, `the letter arrives; there are: ${letters.map(({ subject, to }) => `${subject} to ${to}`).join("; ")}`);
      await pause(100);
    }
  };
  return { letters, start, stop, wait };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/// A message of two parts, read as far as these letters need it.
function parse(raw) {
  const cut = (text) => {
    const at = text.indexOf("\r\n\r\n");
    const lines = text.slice(0, at).replace(/\r\n[ \t]+/g, " ").split("\r\n");
    const head = new Map(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
    return { head, body: text.slice(at + 4) };
  };
  const decode = (text, how = "7bit") => {
    if (/base64/i.test(how)) return Buffer.from(text, "base64").toString("utf8");
    if (/quoted-printable/i.test(how)) {
      const bytes = text.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
      return Buffer.from(bytes, "latin1").toString("utf8");
    }
    return Buffer.from(text, "latin1").toString("utf8");
  };
  const words = (text = "") => text.replace(/\?=\s+=\?/g, "?==?").replace(/=\?utf-8\?([bq])\?(.*?)\?=/gi, (_, how, coded) =>
    /b/i.test(how) ? decode(coded, "base64") : decode(coded.replaceAll("_", "=20"), "quoted-printable"));
  const { head, body } = cut(raw);
  const boundary = head.get("content-type").match(/boundary="?([^";]+)"?/)[1];
  const parts = body.split(`--${boundary}`).slice(1, -1).map((part) => {
    const { head, body } = cut(part.replace(/^\r\n/, ""));
    return { type: head.get("content-type"), text: decode(body, head.get("content-transfer-encoding")).replaceAll("\r\n", "\n") };
  });
  return { head, parts, from: words(head.get("from")), subject: words(head.get("subject")), text: parts[0].text };
}

const inLondon = (options) => Object.fromEntries(
  new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hourCycle: "h23", ...options }).formatToParts(new Date()).map(({ type, value }) => [type, value]),
);

/// The date in London today, or so many days from it.
function day(after = 0) {
  const { year, month, day } = inLondon({ year: "numeric", month: "2-digit", day: "2-digit" });
  const then = new Date(`${year}-${month}-${day}T12:00:00Z`);
  then.setUTCDate(then.getUTCDate() + after);
  return then.toISOString().slice(0, 10);
}

const workingDay = (from, n) => execFileSync(binary, ["dates", "add-working-days", from, String(n)]).toString().trim();

/// Whether letters that nobody waits for go now; none when it is about to change.
function inSendingHours() {
  const { hour, minute } = inLondon({ hour: "2-digit", minute: "2-digit" });
  const now = Number(hour) * 60 + Number(minute);
  if (workingDay(day(-1), 1) !== day()) return false;
  if ([7 * 60 + 29, 18 * 60 - 1, 18 * 60 - 2].includes(now)) return null;
  return now >= 7 * 60 + 30 && now < 18 * 60;
}

/// The last quarter that has ended, as the service writes it.
function lastQuarter() {
  const today = new Date(`${day()}T12:00:00Z`);
  const quarters = today.getUTCFullYear() * 4 + Math.floor(today.getUTCMonth() / 3) - 1 - 1;
  const year = Math.floor(quarters / 4);
  return `${year}/${String((year + 1) % 100).padStart(2, "0")} Q${(quarters % 4) + 1}`;
}

test("the service in earnest, from the empty folder to the letters that it hands over", { timeout: 240_000 }, async (t) => {
  const data = await mkdtemp(join(tmpdir(), "remit-serve-"));
  const [webPort, mailPort] = [await freePort(), await freePort()];
  const mail = relay(mailPort);
  await mail.start();
  const site = `http://127.0.0.1:${webPort}`;
  const settings = { REMIT_SMTP_URL: `smtp://127.0.0.1:${mailPort}`, REMIT_URL: site, REMIT_MAILBOX: "scrutiny@shire.example" };
  const args = ["serve", "--data", data, "--addr", `127.0.0.1:${webPort}`];
  const remit = await startRemit(args, { env: settings });
  const { page, browser, complaints, close } = await open(remit.url);
  t.after(async () => {
    await close();
    await remit.stop();
    await mail.stop();
    await rm(data, { recursive: true, force: true });
  });
  const is = (name) => sound(page, complaints, name);
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  const follow = (name) => page.getByRole("main").getByRole("link", { name }).first().click();
  const says = async (words) => assert.match(await page.getByRole("main").innerText(), words);
  const fill = async (fields) => {
    for (const [label, value] of Object.entries(fields)) {
      const field = page.getByRole("main").getByLabel(label, { exact: true });
      const is = await field.evaluate((element) => `${element.tagName} ${element.type}`);
      if (is.startsWith("SELECT")) await field.selectOption(await field.getByRole("option").filter({ hasText: value }).first().getAttribute("value"));
      else if (/radio|checkbox/.test(is)) await field.check();
      else await field.fill(value);
    }
  };
  const chapter = chapters(t, page);

  await chapter("the log gives a link that sets the service up, once", async () => {
    const setUp = remit.said().match(/Set up: (http\S+)/)[1];
    assert.ok(setUp.startsWith(`${site}/setup/`));
    await page.goto(setUp);
    await is("the set-up page");
    await press("Set up");
    await says(/There is a problem/);
    await is("the set-up page, refused");
    await fill({
      Council: "Shire County Council",
      "Scrutiny service": "Overview and Scrutiny",
      "Who can be asked": "Alex Reed, Scrutiny Officer",
      "E-mail address of the service": "scrutiny@shire.example",
      "Title of the proper officer": "Head of Democratic Services",
      "Your name": "Alex Reed",
      "Your post (optional)": "Scrutiny Officer",
      "Your e-mail address": "alex.reed@shire.example",
      "Your password": password,
    });
    await press("Set up");
    await page.waitForURL(/\/sign-in/);
    assert.equal((await page.goto(setUp)).status(), 404, "the link works once");
    await page.goto("/sign-in");
    await fill({ "E-mail address": "alex.reed@shire.example", Password: password });
    await press("Sign in");
    await page.waitForURL(/\/due$/);
    await is("Due on the first day");
  });

  await chapter("bodies, people, posts, an indicator, a meeting and its item are entered through pages", async () => {
    for (const [name, short, kind, above] of [
      ["Performance Board", "PB", "Board", "No board"],
      ["Highways Panel", "HP", "Panel", "Performance Board"],
    ]) {
      await page.goto("/people/bodies/new");
      await fill({ Name: name, "Short name": short, [kind]: true, "Reports to (optional)": above, "Looked after by": "Scrutiny Officer", "Clear days": "5" });
      await page.getByRole("radio", { name: /^RESOLVED/ }).check();
      await press("Add");
      await page.waitForURL(/\/people\/bodies\/\d+$/);
    }
    await is("a body");
    const panel = page.url();
    for (const [name, email] of [["Dana Moore", "dana.moore@shire.example"], ["Councillor Ines Hall", "ines.hall@shire.example"]]) {
      await page.goto("/people/new");
      await fill({ Name: name, "E-mail address": email });
      await press("Add");
      await page.waitForURL(/\/people\/\d+$/);
    }
    await page.goto("/posts/new");
    await fill({ Title: "Director of Highways", "What it is for": "Director" });
    await press("Add");
    await page.waitForURL(/\/posts\/\d+$/);
    await fill({ To: "Dana Moore", From: day() });
    await press("Give the post");
    await says(/Holds it/);
    await is("a post");
    await page.goto(panel);
    await fill({ Who: "Councillor Ines Hall", Seat: "Chair", From: day() });
    await press("Seat");
    await says(/Sits/);

    await page.goto("/indicators/new");
    await fill({ Code: "POT", Name: "Potholes made safe in five days", Unit: "%", "Higher is better": true, "Target (optional)": "95", "Tolerance (optional)": "3", "Decimal places": "1" });
    await press("Save");
    await says(/Potholes made safe/);

    let held = workingDay(day(60), 1);
    if (/-(12-2\d|12-3\d|01-0\d)$/.test(held)) held = workingDay(day(75), 1);
    await page.goto("/panels/highways-panel");
    await follow("Schedule a meeting");
    await fill({ Day: held, Time: "2pm", Place: "Shire Hall" });
    await press("Show the cycle first");
    await is("the form for a meeting, with its cycle");
    await press("Schedule the meeting");
    await page.waitForURL(/\/meetings\/\d+$/);
    await follow("Add, order or change items");
    await fill({ "Title as it will stand on the agenda": "Performance monitoring", "Performance monitoring": true, "Director of Highways": true });
    await press("Add the item");
    await page.waitForURL(/\/items\/\d+$/);
    await is("the item");
  });

  let request;
  let goesNow;
  await chapter("a new installation is on trial until somebody says that it goes live", async () => {
    const item = page.url();
    await page.goto("/due");
    assert.match(await page.locator("main").innerText(), /On trial\. Every letter goes to/);
    await page.goto("/reminders/live");
    await page.getByLabel("Letters are to go to those whom they are for").check();
    await press("Go live");
    await page.goto("/due");
    assert.doesNotMatch(await page.locator("main").innerText(), /On trial/);
    await page.goto(item);
  });

  await chapter("data is asked for, and the request issued", async () => {
    await follow("Ask for data");
    await fill({ "Who is asked": "Director of Highways", Period: lastQuarter(), "Appendix number": "1", "Appendix title": "Dashboard" });
    await page.getByRole("radio").first().check();
    await page.getByRole("checkbox", { name: /Potholes/ }).check();
    await press("Make the request");
    await page.waitForURL(/\/requests\/\d+$/);
    await is("the request");
    goesNow = inSendingHours();
    await press("Issue now");
    await says(/With director/);
    request = page.url();
    await is("the request, issued");
  });

  await chapter("a password link goes at once, in two parts, and opens the door to the chair", async () => {
    await page.goto("/people");
    await follow("Councillor Ines Hall");
    await press("Send a password link");
    const letter = await mail.wait(({ to }) => to.includes("ines.hall@shire.example"));
    assert.match(letter.head.get("content-type"), /^multipart\/alternative/);
    assert.deepEqual(letter.parts.map(({ type }) => type.split(";")[0]), ["text/plain", "text/html"], "text comes first");
    assert.match(letter.subject, /Choose your password/);
    assert.match(letter.from, /Overview and Scrutiny.*<scrutiny@shire\.example>/);
    assert.match(letter.head.get("message-id"), /^<[^@\s]+@127\.0\.0\.1>$/);
    assert.ok(letter.head.get("date"), "it is dated");
    assert.doesNotMatch(letter.text, /, ,|\{\{|undefined/);
    const link = letter.text.match(/http\S+/)[0];
    assert.ok(letter.parts[1].text.includes(link), "both parts hold the link");

    const chair = await browser.newContext({ baseURL: site });
    const hers = await chair.newPage();
    await hers.goto(link);
    await hers.getByLabel("New password", { exact: true }).fill("violet tractor meadow");
    await hers.getByRole("button", { name: "Set the password" }).click();
    await hers.getByLabel("E-mail address").fill("ines.hall@shire.example");
    await hers.getByLabel("Password", { exact: true }).fill("violet tractor meadow");
    await hers.getByRole("button", { name: "Sign in" }).click();
    await hers.waitForURL(/\/panels/);
    assert.match(await hers.locator("main").innerText(), /Highways Panel/);
    assert.equal((await hers.goto(link)).status(), 404, "the link works once");
    assert.equal((await hers.goto("/due")).status(), 403, "the chair has no Due page");
    await chair.close();
  });

  await chapter("a relay that is away for a while costs no letter", async () => {
    await mail.stop();
    const before = mail.letters.length;
    await page.goto("/people");
    await follow("Dana Moore");
    await press("Send a password link");
    await page.goto("/letters");
    await page.getByRole("row").filter({ hasText: "Dana Moore" }).filter({ hasText: "Choose your password" }).getByRole("link").first().click();
    for (const until = Date.now() + 15_000; (await page.getByText("What the mail relay said").count()) === 0; await page.reload()) {
      assert.ok(Date.now() < until, "the sender tries");
      await pause(250);
    }
    await is("a letter that waits for the relay");
    assert.equal(mail.letters.length, before);
    await mail.start();
    await mail.wait(({ to, subject }) => to.includes("dana.moore@shire.example") && /Choose your password/.test(subject), 30_000);
    const ids = mail.letters.map(({ head }) => head.get("message-id"));
    assert.equal(new Set(ids).size, ids.length, "no letter came twice");
  });

  let letterOfRequest;
  await chapter("the letter of the request goes in the sending hours, and waits outside them", async () => {
    const isIt = ({ subject }) => /performance data/.test(subject);
    if (goesNow) {
      // The timetable writes what has become due at the turn of the minute.
      letterOfRequest = await mail.wait(isIt, 75_000);
      assert.deepEqual(letterOfRequest.to, ["dana.moore@shire.example"]);
      await page.goto(request);
      await follow(/performance data/);
      await is("the letter of the request");
    } else if (goesNow === false) {
      assert.equal(mail.letters.find(isIt), undefined, "a letter that nobody waits for is not handed over now");
    }
    const ahead = execFileSync(binary, ["rehearse", "--data", data, "--until", workingDay(day(), 3), "--json"]).toString();
    const planned = ahead.split("\n").filter(Boolean).map((line) => JSON.parse(line)).find(isIt);
    if (goesNow) assert.equal(planned, undefined, "the letter that has gone is not rehearsed again");
    else if (goesNow === false) assert.match(planned?.at ?? ahead, /T07:30:00/, "it goes when the hours begin");
  });

  await chapter("the director answers from the letter, with a code that goes at once", async (told) => {
    if (!goesNow) return told.skip("outside the sending hours no letter has gone whose link could be followed");
    const director = await browser.newContext({ baseURL: site });
    const theirs = await director.newPage();
    await theirs.goto(letterOfRequest.text.match(/http\S+\/answer\/request\/\S+/)[0]);
    await sound(theirs, complaints, "the director's page");
    assert.doesNotMatch(await theirs.locator("main").innerText(), /, ,/);
    await theirs.getByRole("radio", { name: /^I am Dana Moore/ }).check();
    await theirs.getByRole("button", { name: "Send the code" }).click();
    const letter = await mail.wait(({ to, subject }) => to.includes("dana.moore@shire.example") && /code/i.test(subject));
    assert.doesNotMatch(letter.subject, /\d{6}/, "the code does not stand on a locked screen");
    await theirs.getByLabel("Code").fill(letter.text.match(/^\d{6}$/m)[0]);
    await theirs.getByRole("button", { name: "Go on" }).click();
    await theirs.getByLabel("Figure").fill("96.5");
    await theirs.getByRole("button", { name: "Check answers" }).click();
    await theirs.getByRole("button", { name: "Submit to the panel" }).click();
    assert.match(await theirs.locator("h1").innerText(), /Submitted/);
    await mail.wait(({ to, subject }) => to.includes("dana.moore@shire.example") && /^Received/.test(subject));
    await director.close();
  });

  await chapter("a second service on the same folder refuses to start", async () => {
    await assert.rejects(startRemit(["serve", "--data", data, "--addr", "127.0.0.1:0"], { env: settings }), /ended with 1[^]*another Remit is already running/);
    assert.equal((await page.goto("/due")).status(), 200, "the first goes on");
  });

  await chapter("told to end, it ends at once and cleanly", async () => {
    const { code, signal, took } = await remit.stop();
    assert.deepEqual({ code, signal }, { code: 0, signal: null });
    assert.ok(took < 5_000, `it took ${took} ms`);
    assert.doesNotMatch(remit.said(), /ERROR|panicked/, "the log holds no fault");
  });
});
