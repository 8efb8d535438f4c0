import type { Argument } from './argument.js';
import type { RecordedValue } from './recorded-value.js';

/** How a capture came from the one before it. */
type Origin =
  | { readonly from: 'site' }
  /** The arguments that a resumed dispatch began with; the level counts resumptions from 0. */
  | { readonly from: 'resumption'; readonly level: number }
  | { readonly from: 'drop'; readonly parent: Capture; readonly index: number; readonly count: number }
  | {
      readonly from: 'insert';
      readonly parent: Capture;
      readonly index: number;
      readonly value: RecordedValue;
    };

/** Where an argument of a capture was before anything was dropped or inserted. */
export type Source =
  | { readonly from: 'value'; readonly value: RecordedValue }
  | { readonly from: 'site'; readonly index: number }
  | { readonly from: 'resumption'; readonly index: number; readonly level: number };

/** The arguments of a dispatch at some point of it: a node of a tree whose root is the site's arguments. */
export class Capture {
  constructor(
    readonly args: readonly Argument[],
    readonly origin: Origin,
  ) {}

  drop(index: number, count: number): Capture {
    if (index + count > this.args.length) throw new RangeError(`no argument ${index + count - 1} to drop`);
    const origin = { from: 'drop', parent: this, index, count } as const;
    return new Capture(this.args.toSpliced(index, count), origin);
  }

  insert(index: number, value: RecordedValue): Capture {
    if (index > this.args.length) throw new RangeError(`no place ${index} to insert at`);
    const origin = { from: 'insert', parent: this, index, value } as const;
    return new Capture(this.args.toSpliced(index, 0, value), origin);
  }

  source(index: number): Source {
    const { origin } = this;
    switch (origin.from) {
      case 'site':
        return { from: 'site', index };
      case 'resumption':
        return { from: 'resumption', index, level: origin.level };
      case 'drop':
        return origin.parent.source(index < origin.index ? index : index + origin.count);
      case 'insert':
        if (index === origin.index) return { from: 'value', value: origin.value };
        return origin.parent.source(index < origin.index ? index : index - 1);
    }
  }

  root(): Capture {
    return 'parent' in this.origin ? this.origin.parent.root() : this;
  }

  /**
   * How many of the site's last arguments are still the last ones here, by MoarVM's rule: dropping several
   * at once counts as if all but the first of them had been dropped from what is left as well.
   */
  untouchedTail(): number {
    const { origin } = this;
    switch (origin.from) {
      case 'site':
        return this.args.length;
      case 'resumption':
        return 0;
      case 'drop': {
        const left = this.args.length - (origin.index + origin.count - 1);
        return Math.max(0, Math.min(left, origin.parent.untouchedTail()));
      }
      case 'insert':
        return Math.min(this.args.length - (origin.index + 1), origin.parent.untouchedTail());
    }
  }
}
