// Takes what sass and the package made, drops what must not be served, refuses
// the result if any of it is left, and writes assets/vendor/.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const compiled = process.argv[2];
const out = new URL("../assets/vendor/", import.meta.url);
const lock = JSON.parse(readFileSync(new URL("package-lock.json", import.meta.url), "utf8"));
const library = lock.packages["node_modules/govuk-frontend"];
const sass = lock.packages["node_modules/sass"];

// The crest and crown are rules of the footer; each is a flat rule in the compiled sheet.
const css = readFileSync(compiled, "utf8")
  .replace(/^\uFEFF/, "")
  .replace(/[^{}]*\.govuk-footer__(?:crown|copyright-logo)[^{}]*\{[^{}]*\}/g, "")
  .replace(/@(?:media|supports)[^{}]*\{\s*\}/g, "")
  // The file upload takes GOV.UK's blue from the palette, not from the brand.
  .replaceAll("#1d70b8", "var(--govuk-brand-colour, #00566b)");

const js = readFileSync(
  new URL("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js", import.meta.url),
  "utf8",
).replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n");

const unwanted = [/url\(/, /@font-face/i, /GDS Transport/i, /crown|crest/i, /sourceMappingURL/, /#1d70b8/i];
for (const pattern of unwanted) {
  if (pattern.test(css)) throw new Error(`the style still holds ${pattern}`);
}
if (/sourceMappingURL/.test(js)) throw new Error("the script still names a source map");

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
mkdirSync(out, { recursive: true });
const name = `govuk-${library.version}`;
writeFileSync(new URL(`${name}.css`, out), css);
writeFileSync(new URL(`${name}.js`, out), js);
writeFileSync(
  new URL("VENDORED.toml", out),
  `# Made by ui/build.sh; do not edit by hand.
[govuk-frontend]
version = "${library.version}"
source = "npm"
integrity = "${library.integrity}"
licence = "MIT"
copyright = "Copyright (C) 2017 Crown Copyright (Government Digital Service)"
compiler = "sass ${sass.version}"
command = "ui/build.sh"

[files]
"${name}.css" = "sha256:${sha256(css)}"
"${name}.js" = "sha256:${sha256(js)}"
`,
);
console.log(`${name}.css ${css.length} bytes, ${name}.js ${js.length} bytes`);
