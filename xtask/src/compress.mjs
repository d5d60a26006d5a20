// Writes a .br and a .gz beside each file of dist that gets smaller, for servers that send them as
// they are, and prints `name raw brotli gzip` for every file. Node has both encoders.
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = process.argv.at(-1);
const files = readdirSync(dist, { recursive: true })
  .map((name) => join(dist, name))
  .filter((file) => statSync(file).isFile())
  .sort();

// Blocks and direct distances: which are best differs from file to file, by up to a third of a percent.
const WAYS = [[24, 0], [16, 0], [16, 4], [16, 8], [16, 12]];

function smallest(raw) {
  const ways = WAYS.map(([block, direct]) =>
    brotliCompressSync(raw, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_LGBLOCK]: block,
        [constants.BROTLI_PARAM_NDIRECT]: direct,
        [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
      },
    }),
  );
  return ways.reduce((a, b) => (b.length < a.length ? b : a));
}

for (const file of files) {
  const name = relative(dist, file).split(sep).join("/");
  if (/\.(br|gz)$/.test(name)) {
    // A ready .gz that is part of the app has no plain file beside it.
    if (files.includes(file.replace(/\.(br|gz)$/, ""))) rmSync(file);
    continue;
  }
  if (/(^|\/)[._]/.test(name)) continue;
  const raw = readFileSync(file);
  const br = smallest(raw);
  const gz = gzipSync(raw, { level: 9 });
  if (br.length < raw.length) writeFileSync(`${file}.br`, br);
  if (gz.length < raw.length) writeFileSync(`${file}.gz`, gz);
  console.log(`${name} ${raw.length} ${Math.min(raw.length, br.length)} ${Math.min(raw.length, gz.length)}`);
}
