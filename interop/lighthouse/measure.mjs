// Lets Lighthouse look at one page as a member's phone sees it, again and again; a line of JSON on standard output for each time.
//
//   node measure.mjs CHROMIUM ORIGIN USERNAME PASSWORD PATH TIMES [DIRECTORY]
//
// In DIRECTORY the last report is kept, for a person and for a program.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const [executablePath, origin, username, password, path, times, directory] = process.argv.slice(2);

/** What is told of each run beside its scores, in milliseconds but for the shift. */
const figures = {
  fcp: "first-contentful-paint",
  lcp: "largest-contentful-paint",
  tbt: "total-blocking-time",
  cls: "cumulative-layout-shift",
  si: "speed-index",
};

async function signIn(browser) {
  const page = await browser.newPage();
  await page.goto(`${origin}/signin`);
  await page.locator(">>> #username").fill(username);
  await page.locator(">>> #password").fill(password);
  await page.keyboard.press("Enter");
  await page.locator(">>> weft-conversation-list").wait();
  await page.close();
}

const browser = await puppeteer.launch({
  executablePath,
  acceptInsecureCerts: true,
  args: ["--no-sandbox", "--disable-gpu", "--ignore-certificate-errors"],
});
try {
  await signIn(browser);
  for (let done = 0, tried = 0; done < Number(times) && tried < 2 * Number(times); tried++) {
    const { lhr, report } = await lighthouse(origin + path, {
      port: Number(new URL(browser.wsEndpoint()).port),
      onlyCategories: ["performance", "accessibility"],
      output: ["html", "json"],
      logLevel: "error",
    });
    if (lhr.categories.performance.score === null) {
      console.error(`Lighthouse saw too little to judge: ${JSON.stringify(lhr.runtimeError ?? lhr.runWarnings)}`);
      continue;
    }
    done++;
    const score = (category) => Math.round(lhr.categories[category].score * 100);
    const failed = lhr.categories.accessibility.auditRefs.map(({ id }) => lhr.audits[id]).filter((audit) => audit.score === 0);
    const told = Object.entries(figures).map(([name, audit]) => [name, Math.round(lhr.audits[audit].numericValue * 1000) / 1000]);
    console.log(
      JSON.stringify({
        page: lhr.finalDisplayedUrl,
        performance: score("performance"),
        accessibility: score("accessibility"),
        failed: failed.map(({ id, details }) => `${id} ${JSON.stringify(details?.items?.map(({ node }) => node?.snippet))}`),
        ...Object.fromEntries(told),
      }),
    );
    if (directory) {
      writeFileSync(join(directory, "lighthouse.html"), report[0]);
      writeFileSync(join(directory, "lighthouse.json"), report[1]);
    }
  }
} finally {
  await browser.close();
}
