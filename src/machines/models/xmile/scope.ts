import type { Problem, SourcePosition } from '../../../util/input-error.js';
import type { Dimensions, IndexedDimension } from './dimensions.js';
import type { XmlElement } from './document.js';

/** What the models and macros of a file share. */
export interface FileScope {
  readonly dimensions: Dimensions;
  /** Whether variables are non-negative that do not say. */
  readonly nonNegative: { readonly stock: boolean; readonly flow: boolean };
  /** What has been found wrong so far. */
  readonly problems: Problem[];
}

/** What the variables of one model share. */
export interface ModelScope extends FileScope {
  /** The `<gf>` elements that have a name, by canonical name. */
  readonly tables: ReadonlyMap<string, XmlElement>;
  /** What stocks need to know of the flows they name, by canonical name. */
  readonly flows: ReadonlyMap<string, FlowSummary>;
}

export interface FlowSummary {
  /** Canonical names. */
  readonly dimensions: readonly string[];
  /** The unit conversion `<multiplier>`. */
  readonly multiplier: XmlElement | undefined;
}

/** A variable while it is read. */
export interface XmileVariable {
  readonly name: string;
  readonly at: SourcePosition;
  readonly kind: 'stock' | 'flow' | 'aux' | 'gf';
  readonly dimensions: readonly IndexedDimension[];
  /** Whether a module may set it, so that it needs no equation. */
  readonly isInput: boolean;
  /** The tags of a stock that hold its flows. */
  readonly flows: readonly XmlElement[];
  readonly scope: ModelScope;
}
