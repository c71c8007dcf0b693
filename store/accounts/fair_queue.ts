/**
 * A bounded queue of tasks under keys. The keys take turns. In a full queue, the key with the most
 * tasks makes room for a key with fewer.
 */
export class FairQueue<Task> {
  /** Tasks by key, in the order of the keys' turns. */
  readonly #waiting = new Map<string, Task[]>();
  #count = 0;

  constructor(readonly maxTasks: number) {}

  /**
   * Adds a task.
   *
   * @returns The task that has no place now: the newest of another key, or this one; undefined if
   *   all have one.
   */
  add(key: string, task: Task): Task | undefined {
    let dropped: Task | undefined;
    if (this.#count >= this.maxTasks) {
      const longest = this.#longest();
      const ownCount = this.#waiting.get(key)?.length ?? 0;
      if (longest.length <= ownCount + 1) return task;
      dropped = longest.pop();
      this.#count--;
    }
    const own = this.#waiting.get(key);
    if (own === undefined) this.#waiting.set(key, [task]);
    else own.push(task);
    this.#count++;
    return dropped;
  }

  /** Removes the oldest task of the key whose turn it is; undefined if there is none. */
  removeNext(): Task | undefined {
    for (const [key, tasks] of this.#waiting) {
      const next = tasks.shift();
      this.#waiting.delete(key);
      if (tasks.length > 0) this.#waiting.set(key, tasks);
      this.#count--;
      return next;
    }
    return undefined;
  }

  #longest(): Task[] {
    let longest: Task[] = [];
    for (const tasks of this.#waiting.values()) if (tasks.length > longest.length) longest = tasks;
    return longest;
  }
}
