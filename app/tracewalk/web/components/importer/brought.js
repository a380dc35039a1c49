// @ts-check
/** The files behind what is dropped or chosen: folders are walked through, hidden files passed over. */

/** @typedef {import("./types.js").Brought} Brought */

const MOST = 200_000;

/** @param {string} path */
const hidden = (path) => path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");

/** @param {FileList} files */
export function chosen(files) {
  return [...files]
    .map((file) => ({ name: file.webkitRelativePath || file.name, file }))
    .filter(({ name }) => !hidden(name));
}

/** What a drop holds; its items are gone once the event is over, so that they are taken first. @param {DataTransfer} transfer @returns {Promise<Brought[]>} */
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) =>
    item.kind === "file" ? (item.webkitGetAsEntry?.() ?? item.getAsFile()) : null,
  );
  /** @type {Brought[]} */
  const found = [];
  for (const entry of entries) {
    if (entry instanceof File) found.push({ name: entry.name, file: entry });
    else if (entry) await walk(entry, found);
  }
  return found.filter(({ name }) => !hidden(name));
}

/** @param {FileSystemEntry} entry @param {Brought[]} found */
async function walk(entry, found) {
  if (found.length >= MOST || entry.name.startsWith(".")) return;
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) =>
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
    );
    found.push({ name: entry.fullPath.replace(/^\/+/, ""), file });
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const one of some) await walk(one, found);
  }
}
