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
 * @param {string} path relative to the document, so that it holds under a base path
 * @param {Record<string, string|number|null|undefined>} [query]
 * @returns {Promise<any>}
 */
export async function get(path, query = {}) {
  const url = new URL(path, document.baseURI);
  for (const [key, value] of Object.entries(query))
    if (value !== null && value !== undefined) url.searchParams.set(key, String(value));
  let response;
  try {
    response = await fetch(url);
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
