import type { NatsConnection, Subscription } from "@nats-io/transport-node";
import { SignalBudget } from "../signals/signal_budget.ts";

/**
 * Carries signals between nodes, by a subject of core NATS that no stream keeps. Nodes that don't listen
 * at that moment never get them.
 */
export class SignalSubject {
  readonly #connection: NatsConnection;
  readonly #subject: string;
  readonly #budget = new SignalBudget();
  #subscription: Subscription | undefined;

  /** @param subject That of the log. */
  constructor(connection: NatsConnection, subject: string) {
    this.#connection = connection;
    this.#subject = `${subject}.signal`;
  }

  /** Sends a signal. Without a way to NATS, or above the budget, it is lost. */
  send(text: string, nowMs: number): void {
    const connection = this.#connection;
    // The library would queue it until NATS is back.
    if (connection.isClosed() || connection.info === undefined) return;
    if (this.#budget.spend(text.length, nowMs)) connection.publish(this.#subject, text);
  }

  /** Calls back for each signal of a node, this one included. */
  hear(callback: (text: string) => void): void {
    this.#subscription = this.#connection.subscribe(this.#subject, {
      callback: (error, message) => {
        if (error === null || error === undefined) callback(message.string());
      },
    });
  }

  close(): void {
    this.#subscription?.unsubscribe();
  }
}
