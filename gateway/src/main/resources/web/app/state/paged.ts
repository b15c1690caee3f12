import { asProblem, type Problem } from "../api/problem";
import type { Page } from "../api/types";
import { Observable } from "./observable";

/** A list that is fetched page by page and never whole. Items keep the order the node gave them. */
export class Paged<T> extends Observable {
  items: T[] = [];
  state: "loading" | "ready" | "failed" = "loading";
  problem: Problem | null = null;
  more = false;

  private next: string | null = null;
  private run = 0;
  private fetching = false;
  private loading: Promise<void> | null = null;
  /** The first page, as long as it is on its way; never fails. */
  private first: Promise<void> = Promise.resolve();

  constructor(
    private readonly fetchPage: (cursor: string | null) => Promise<Page<T>>,
    private readonly keyOf: (item: T) => string,
  ) {
    super();
  }

  /** Starts over at the first page. What is shown stays until the answer is there. */
  load(): Promise<void> {
    this.first = this.firstPage();
    return this.first;
  }

  private async firstPage(): Promise<void> {
    const run = ++this.run;
    if (this.items.length === 0) this.state = "loading";
    this.fetching = true;
    this.changed();
    try {
      const page = await this.fetchPage(null);
      if (run !== this.run) return;
      this.items = page.items;
      this.settle(page.next);
    } catch (error) {
      if (run === this.run) this.fail(error);
    }
  }

  async loadMore(): Promise<void> {
    if (this.loading) return this.loading;
    if (this.fetching || !this.next) return;
    this.loading = this.nextPage().finally(() => (this.loading = null));
    return this.loading;
  }

  private async nextPage(): Promise<void> {
    const run = this.run;
    this.fetching = true;
    try {
      const page = await this.fetchPage(this.next);
      if (run !== this.run) return;
      const known = new Set(this.items.map(this.keyOf));
      this.items = [...this.items, ...page.items.filter((item) => !known.has(this.keyOf(item)))];
      this.settle(page.items.length === 0 ? null : page.next);
    } catch (error) {
      if (run === this.run) this.fail(error);
    }
  }

  /** Fetches on until `enough` says so, the end is reached or the bound is. */
  async loadUntil(enough: () => boolean, most = 10_000): Promise<void> {
    await this.first;
    while (this.more && !this.problem && this.items.length < most && !enough()) {
      await this.loadMore();
      await this.first;
    }
  }

  /** Puts changed or new items of the first page in front, keeping the pages already fetched. */
  async refresh(): Promise<void> {
    if (this.fetching || this.state !== "ready") return this.load();
    // Of two on their way the later one counts: the earlier may tell of a time before what was done since.
    const run = ++this.run;
    try {
      const page = await this.fetchPage(null);
      if (run !== this.run) return;
      const fresh = new Set(page.items.map(this.keyOf));
      const beyond = page.next === null ? [] : this.items.filter((item) => !fresh.has(this.keyOf(item)));
      this.items = [...page.items, ...beyond];
      this.problem = null;
      this.changed();
    } catch (error) {
      if (run === this.run) this.fail(error);
    }
  }

  replace(key: string, change: (item: T) => T): void {
    const at = this.items.findIndex((item) => this.keyOf(item) === key);
    const item = this.items[at];
    if (item === undefined) return;
    this.items = this.items.with(at, change(item));
    this.changed();
  }

  remove(key: string): void {
    this.items = this.items.filter((item) => this.keyOf(item) !== key);
    this.changed();
  }

  add(item: T): void {
    this.items = [item, ...this.items];
    this.changed();
  }

  private settle(next: string | null): void {
    this.next = next;
    this.more = next !== null;
    this.state = "ready";
    this.problem = null;
    this.fetching = false;
    this.changed();
  }

  private fail(error: unknown): void {
    this.problem = asProblem(error);
    this.fetching = false;
    this.state = this.items.length > 0 ? "ready" : "failed";
    this.changed();
  }
}
