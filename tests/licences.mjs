// Every crate that the binary is built from must be under a licence that lets a council use and pass it on.
import { readFileSync } from "node:fs";

const allowed = new Set([
  "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0",
  "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "Unicode-3.0", "Unlicense", "Zlib",
]);

/// Whether a licence expression can be met by allowed licences alone.
function isMet(expression) {
  const text = expression.replaceAll("/", " OR ").replaceAll(/[()]/g, " $& ").trim();
  const words = text.split(/\s+/);
  let at = 0;
  const one = () => {
    if (words[at] === "(") {
      at += 1;
      const met = either();
      at += 1;
      return met;
    }
    let name = words[at++];
    if (words[at] === "WITH") {
      name = `${name} WITH ${words[at + 1]}`;
      at += 2;
    }
    return allowed.has(name);
  };
  const both = () => {
    let met = one();
    while (words[at] === "AND") {
      at += 1;
      met = one() && met;
    }
    return met;
  };
  const either = () => {
    let met = both();
    while (words[at] === "OR") {
      at += 1;
      met = both() || met;
    }
    return met;
  };
  return either();
}

for (const [expression, wanted] of [["MIT OR GPL-3.0", true], ["GPL-3.0", false], ["(MIT OR X) AND ISC", true], ["MIT AND GPL-3.0", false]]) {
  if (isMet(expression) !== wanted) throw new Error(`the reading of “${expression}” is wrong`);
}

const { packages } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const foreign = packages.filter((crate) => crate.source !== null);
const refused = foreign.filter((crate) => !isMet(crate.license ?? "none"));
for (const crate of refused) console.error(`${crate.name} ${crate.version}: ${crate.license ?? crate.license_file ?? "no licence named"}`);
console.log(`${foreign.length - refused.length} crates under allowed licences, ${refused.length} not`);
process.exit(refused.length === 0 && foreign.length > 100 ? 0 : 1);
