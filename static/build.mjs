// Builds static/vendor: every file that a page loads, under a name that holds its hash, with br, zstd and gzip beside it.
// The same sources give the same bytes, whenever and wherever this runs.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import { build } from "esbuild";
import { bundleAsync } from "lightningcss";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "vendor");
const installed = createRequire(import.meta.url).resolve;
const targets = { chrome: 100 << 16, firefox: 100 << 16, safari: (15 << 16) | (4 << 8) };
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
  ".woff2": "font/woff2",
};
const ENCODERS = {
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  zst: (bytes) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 19 } }),
  gz: (bytes) => gzipSync(bytes, { level: 9 }),
};
const manifest = {};

/** Write `bytes` under a hashed name and note it in the manifest; returns that name. */
async function add(name, bytes) {
  const extension = extname(name);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const file = `${name.slice(0, -extension.length)}.${hash}${extension}`;
  await writeFile(join(vendor, file), bytes);
  const encodings = extension === ".woff2" ? [] : Object.keys(ENCODERS); // woff2 is Brotli already
  for (const encoding of encodings) await writeFile(join(vendor, `${file}.${encoding}`), ENCODERS[encoding](bytes));
  manifest[name] = { file, type: TYPES[extension], encodings };
  return file;
}

/** The stylesheet as one small file, with the font's hashed name in it. */
async function stylesheet(font) {
  const { code } = await bundleAsync({
    filename: join(here, "css", "site.css"),
    minify: true,
    targets,
    resolver: {
      resolve: (specifier, from) =>
        specifier.startsWith(".") ? join(dirname(from), specifier) : installed(specifier),
      read: (file) => readFile(file, "utf8"),
    },
    visitor: { Url: (url) => (url.url === "./figtree.woff2" ? { ...url, url: font } : url) },
  });
  return code;
}

async function script(entry) {
  const result = await build({
    entryPoints: [join(here, "js", entry)],
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome100", "firefox100", "safari15.4"],
    legalComments: "inline",
    write: false,
  });
  return result.outputFiles[0].contents;
}

/** The licences of what is inside, as its authors ask. */
async function licences() {
  const packages = ["@fontsource-variable/figtree", "htmx.org", "modern-normalize"];
  const texts = packages.map(async (name) => {
    const folder = join(here, "..", "node_modules", name);
    const file = name === "modern-normalize" ? "license" : "LICENSE";
    return `${name}\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(72)}\n\n`);
}

await mkdir(vendor, { recursive: true });
const figtree = installed("@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2");
const font = await add("figtree.woff2", await readFile(figtree));
await add("site.css", await stylesheet(font));
for (const entry of ["scheme.js", "site.js"]) await add(entry, await script(entry));
for (const icon of ["icons.svg", "icon.svg"]) await add(icon, await readFile(join(here, icon)));
await writeFile(join(vendor, "LICENCES.txt"), await licences());
// A site that runs from this folder sees the old files or the new ones, never none.
await writeFile(join(vendor, "manifest.new"), `${JSON.stringify(manifest, null, 2)}\n`);
await rename(join(vendor, "manifest.new"), join(vendor, "manifest.json"));
const kept = Object.values(manifest).flatMap(({ file, encodings }) => [file, ...encodings.map((one) => `${file}.${one}`)]);
for (const name of await readdir(vendor))
  if (![...kept, "LICENCES.txt", "manifest.json"].includes(name)) await rm(join(vendor, name), { recursive: true });
console.log(`built ${Object.keys(manifest).length} files into ${relative(process.cwd(), vendor)}`);
