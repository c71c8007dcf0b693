/** A refusal of the hub, as a sentence. */
export class UploadRefusal extends Error {
  status;
  /** True if the same may work later. */
  isRetryable;

  /** @param {XMLHttpRequest} answer */
  constructor({ status, responseText, statusText }) {
    const notice = noticeIn(responseText);
    super(notice.msg ?? `${status} ${statusText}`);
    this.status = status;
    this.isRetryable = notice.retry === true || [409, 423, 429, 502, 503, 504].includes(status);
  }
}

/**
 * @param {string} address
 * @param {string} method
 * @param {Record<string, string>} headers
 * @returns {Promise<XMLHttpRequest>} The answer.
 * @throws {UploadRefusal | Error} The hub refuses, or can't be reached.
 */
export function request(address, method, headers) {
  return exchange(new XMLHttpRequest(), { address, method, headers });
}

/** Bytes of a file on their way to the hub. */
export class Part {
  #request = new XMLHttpRequest();
  #address;
  #offset;
  #bytes;

  /**
   * @param {string} address
   * @param {number} offset
   * @param {Blob} bytes
   */
  constructor(address, offset, bytes) {
    this.#address = address;
    this.#offset = offset;
    this.#bytes = bytes;
  }

  /**
   * @param {Record<string, string>} headers
   * @param {(bytes: number) => void} onProgress Is told how many of the bytes are sent.
   */
  send(headers, onProgress) {
    this.#request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    const type = "application/offset+octet-stream";
    return exchange(this.#request, {
      address: this.#address,
      method: "PATCH",
      headers: { ...headers, "Content-Type": type, "Upload-Offset": String(this.#offset) },
      body: this.#bytes,
    });
  }

  abort() {
    this.#request.abort();
  }
}

/**
 * @param {XMLHttpRequest} exchanged
 * @param {{address: string, method: string, headers: Record<string, string>, body?: Blob}} asked
 * @returns {Promise<XMLHttpRequest>}
 */
function exchange(exchanged, { address, method, headers, body }) {
  return new Promise((resolve, reject) => {
    exchanged.open(method, address);
    for (const [name, value] of Object.entries(headers)) exchanged.setRequestHeader(name, value);
    exchanged.onload = () => {
      if (exchanged.status >= 200 && exchanged.status < 300) resolve(exchanged);
      else reject(new UploadRefusal(exchanged));
    };
    exchanged.onerror = exchanged.onabort = () => reject(new Error("The connection was lost."));
    exchanged.send(body ?? null);
  });
}

/**
 * @param {string} json
 * @returns {{msg?: string, retry?: boolean}}
 */
function noticeIn(json) {
  try {
    return JSON.parse(json) ?? {};
  } catch {
    return {};
  }
}
