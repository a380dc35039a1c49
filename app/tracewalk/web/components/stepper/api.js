// @ts-check
/** The server's answers; every failure becomes an ApiError whose message people can read. */

export class ApiError extends Error {
  /** @param {string} type @param {string} message */
  constructor(type, message) {
    super(message);
    this.type = type;
  }
}

/**
 * @param {URL} url
 * @param {RequestInit} [how]
 * @returns {Promise<any>}
 */
async function ask(url, how) {
  let response;
  try {
    response = await fetch(url, how);
  } catch (error) {
    throw new ApiError(
      "NoConnection",
      `The server does not answer (${error instanceof Error ? error.message : error}). Is it still running?`,
    );
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  const told = body?.error;
  throw new ApiError(
    told?.type ?? `HTTP ${response.status}`,
    told?.message ?? `The server answered ${response.status} to ${url.pathname}, without saying why.`,
  );
}

/**
 * @param {string} path relative to the document, so that it holds under a base path
 * @param {Record<string, string|number|null|undefined>} [query]
 * @returns {Promise<any>}
 */
export function get(path, query = {}) {
  const url = new URL(path, document.baseURI);
  for (const [key, value] of Object.entries(query))
    if (value !== null && value !== undefined) url.searchParams.set(key, String(value));
  return ask(url);
}

/** @param {string} path @param {unknown} body @returns {Promise<any>} */
export function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return ask(new URL(path, document.baseURI), { method: "POST", headers, body: JSON.stringify(body) });
}

/** @param {string} path @returns {Promise<any>} */
export function remove(path) {
  return ask(new URL(path, document.baseURI), { method: "DELETE" });
}
