// Opens one page of the HTML report in Chromium as its readers do, and says what they find.
// Usage: node drive.mjs CHROMIUM PAGE.html FOLDER [ACT...]: pictures and prints go to the folder, what was found comes
// out as JSON; no act named: all of them. What is right, the tests in Python say.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const [executablePath, file, folder, ...named] = process.argv.slice(2);
const address = pathToFileURL(file).href;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

const browser = await chromium.launch({ executablePath, args: FLAGS });
const asked = new Set();
const complaints = [];

const open = async (options = {}, hash = "") => {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  const page = await context.newPage();
  page.on("request", (request) => asked.add(request.url().replace(/#.*/, "")));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(address + hash);
  return page;
};

const seen = (page, selector) => page.locator(selector).evaluateAll(
  (found) => found.filter((part) => part.checkVisibility()).map((part) => part.textContent.trim()),
);
const rules = (page, key) => page.locator(".rule").evaluateAll(
  (found, name) => found.filter((rule) => rule.checkVisibility()).map((rule) => name ? rule.dataset[name] : rule.id),
  key,
);
const openAll = (page) => page.locator("details").evaluateAll((found) => found.forEach((part) => { part.open = true; }));
const shut = (page) => page.context().close();

const acts = {
  async firstScreen() {
    const result = {};
    for (const [name, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      for (const colorScheme of ["light", "dark"]) {
        const page = await open({ viewport, colorScheme });
        const box = await page.locator(".steps ol").boundingBox();
        result[name] = { bottom: box.y + box.height, height: viewport.height, word: await seen(page, ".word bdi") };
        await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` });
        await shut(page);
      }
    }
    return result;
  },

  async withoutScript() {
    const page = await open({ javaScriptEnabled: false });
    const before = { shown: await seen(page, "bdi[lang]:not(.rule *)"), other: await seen(page, "bdi[lang=en]") };
    const steps = await seen(page, ".steps li");
    await page.locator("#keadaan-fail").check();
    const failed = await page.locator(".rule").evaluateAll(
      (found) => found.filter((rule) => getComputedStyle(rule).display !== "none").map((rule) => rule.dataset.state),
    );
    await page.locator("#bahasa-en").check();
    const after = { shown: await seen(page, "bdi[lang=en]:not(.rule *)"), other: await seen(page, "bdi[lang=id]") };
    const tools = await seen(page, ".search, .tools");
    await shut(page);
    return { before, after, steps, failed, tools };
  },

  async language() {
    const page = await open();
    const first = [await page.evaluate(() => document.documentElement.lang), await page.title()];
    await page.getByText("English", { exact: true }).click();
    const then = [await page.evaluate(() => document.documentElement.lang), await page.title()];
    const other = await seen(page, "bdi[lang=id]");
    await shut(page);
    return { first, then, other };
  },

  async filter() {
    const page = await open();
    const all = await rules(page);
    await page.locator("#pihak-hosting").check();
    await page.locator("#bidang-security").check();
    const party = [...new Set(await rules(page, "party"))];
    const pillar = [...new Set(await rules(page, "pillar"))];
    const said = await seen(page, ".shown bdi");
    const left = (await page.locator(".rule").evaluateAll((found) => found.filter((rule) => !rule.hidden).length));
    const headings = await seen(page, ".group h3");
    await page.getByRole("button", { name: "Tampilkan semua" }).click();
    const again = await rules(page);
    await page.locator("#cari").fill("Pasal 27 ayat (1)");
    const clause = await page.locator(".rule").evaluateAll(
      (found) => found.filter((rule) => !rule.hidden).map((rule) => rule.id),
    );
    await shut(page);
    return { all: all.length, party, pillar, said, left, headings, again: again.length, clause };
  },

  async links() {
    const page = await open();
    const hidden = await page.locator("details:not([open]) .rule").first().getAttribute("id");
    await shut(page);
    const linked = await open({ reducedMotion: "reduce" }, `#${hidden}`);
    const rule = linked.locator(`[id="${hidden}"]`);
    await rule.waitFor({ state: "visible" });
    const arrived = await rule.evaluate((it) => {
      const at = it.getBoundingClientRect();
      return at.top < innerHeight && at.bottom > 0;
    });
    const dead = await linked.locator("a[href^='#']").evaluateAll(
      (found) => found.map((it) => it.hash.slice(1)).filter((name) => !document.getElementById(decodeURIComponent(name))),
    );
    const outside = await linked.locator("a:not([href^='#'])").evaluateAll((found) => found.map((it) => it.href));
    await shut(linked);
    return { hidden, arrived, dead, outside };
  },

  async keyboard() {
    let page = await open({ reducedMotion: "reduce" });
    const focused = () => page.evaluate(() => {
      const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
      return {
        what: at.id || at.textContent.trim().slice(0, 40), tag: at.tagName,
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
      };
    });
    await page.keyboard.press("Tab");
    const skip = await focused();
    await page.keyboard.press("Enter");
    const main = await focused();
    await shut(page);
    page = await open({ reducedMotion: "reduce" });
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    const english = await page.evaluate(() => document.documentElement.lang);
    const path = [];
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press("Tab");
      path.push(await focused());
    }
    const summary = page.locator(".evidence summary").first();
    await summary.focus();
    await page.keyboard.press("Enter");
    const opened = await page.locator(".evidence").first().evaluate((it) => it.open);
    await shut(page);
    return { skip, main, english, path, opened };
  },

  async copy() {
    const page = await open({ permissions: ["clipboard-read", "clipboard-write"] });
    const fold = page.locator("details:has(> pre)").first();
    await fold.evaluate((it) => { it.open = true; });
    await fold.locator(".copy").first().click();
    await fold.getByText("tersalin").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const result = { copied, lines: await fold.locator("pre").first().textContent() };
    await shut(page);
    return result;
  },

  async paper() {
    const result = {};
    for (const javaScriptEnabled of [true, false]) {
      const page = await open({ javaScriptEnabled });
      const name = javaScriptEnabled ? "script" : "plain";
      await page.pdf({ preferCSSPageSize: true, printBackground: true, path: `${folder}/${name}.pdf` });
      await page.emulateMedia({ media: "print" });
      result[name] = await seen(page, ".side, .languages, .skip");
      await shut(page);
    }
    return result;
  },

  async reflow() {
    const page = await open({ viewport: { width: 320, height: 640 }, reducedMotion: "reduce" });
    await openAll(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    const behavior = await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior);
    await shut(page);
    return { wide, behavior };
  },

  async axe() {
    const found = [];
    for (const [viewport, colorScheme, lang] of [[DESKTOP, "light", "id"], [PHONE, "dark", "en"]]) {
      const page = await open({ viewport, colorScheme });
      await page.locator(`#bahasa-${lang}`).check();
      await openAll(page);
      const result = await page.evaluate(`${AXE}; axe.run(document, { resultTypes: ["violations"] })`);
      found.push(...result.violations.map((it) => `${it.id}: ${it.help}: ${it.nodes[0].html.slice(0, 200)}`));
      await shut(page);
    }
    return found;
  },

  async markup() {
    const config = {
      extends: ["html-validate:recommended", "html-validate:a11y", "html-validate:document"],
      rules: {
        "attr-quotes": ["error", { unquoted: true }],
        "valid-id": ["error", { relaxed: true }],
        "long-title": "off", // as long as the name of an app
        "wcag/h32": "off", // the filters send nothing, so there is nothing to submit
      },
    };
    const report = await new HtmlValidate(config).validateString(readFileSync(file, "utf8"));
    return report.results.flatMap((it) => it.messages).map((it) => `${it.ruleId} ${it.line}:${it.column} ${it.message}`);
  },
};

const results = {};
for (const name of named.length ? named : Object.keys(acts)) results[name] = await acts[name]();
await browser.close();
process.stdout.write(JSON.stringify({ ...results, asked: [...asked], complaints }));
