const DEADLINE_MS = 40_000;

/**
 * Waits for a promise, but not for ever: a test that hangs tells what it waited for.
 *
 * @param what Completes "in vain: ".
 */
export async function within<T>(
  promise: Promise<T>,
  what: string,
  deadlineMs: number = DEADLINE_MS,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Waited ${deadlineMs} ms in vain: ${what}`)),
      deadlineMs,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
