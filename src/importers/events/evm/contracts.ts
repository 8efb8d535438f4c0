import type { Code } from './code.js';

/** Code that ran, and what traces tell of whose it is. */
export interface Contract {
  readonly code: Code;
  /** Null where it was not called by an instruction that says it. */
  readonly address: string | null;
  /** Of an EOF container; -1 where there is none. */
  readonly section: number;
  /** Where it was entered first, and the how-manieth activation that was. */
  depth: number;
  order: number;
}

/** Tells apart the code of activations: by its address, and otherwise by what was executed where. */
export class Contracts {
  /** Several where the code at an address changed, or nothing but a section is known. */
  private readonly groups = new Map<string, Contract[]>();

  /** Adds what an activation did. True: its code is kept, and must not be used again. */
  add(activation: Contract): boolean {
    const key = `${activation.address ?? ''}/${activation.section}`;
    if (!this.groups.has(key)) this.groups.set(key, []);
    const group = this.groups.get(key)!;
    const known = group.find(({ code }) => activation.code.agreesWith(code));
    if (known) merge(known, activation);
    else group.push(activation);
    return !known;
  }

  /** All, in their order. Code without an address belongs to the first that it agrees with, if any. */
  named(): NamedContract[] {
    const all = [...this.groups.values()].flat();
    const addressed = all.filter(({ address }) => address !== null);
    const rest = all.filter((contract) => contract.address === null && !join(contract, addressed));
    const versions = new Map<string, number>();
    const inOrder = [...addressed, ...rest].sort((a, b) => a.order - b.order);
    return inOrder.map((contract) => {
      const { address, depth, section } = contract;
      const name = `${address ?? `depth${depth}`}${section < 0 ? '' : `/section${section}`}`;
      const version = (versions.get(name) ?? 0) + 1;
      versions.set(name, version);
      return { name: version === 1 ? name : `${name}#${version}`, contract };
    });
  }
}

/** A contract as recordings name it: by its address, or by the depth at which it was entered first. */
export interface NamedContract {
  readonly name: string;
  readonly contract: Contract;
}

function join(other: Contract, addressed: readonly Contract[]): boolean {
  const same = addressed.find(
    ({ section, code }) => section === other.section && other.code.agreesWith(code),
  );
  if (same) merge(same, other);
  return same !== undefined;
}

function merge(known: Contract, other: Contract): void {
  known.code.merge(other.code);
  if (other.order > known.order) return;
  known.order = other.order;
  known.depth = other.depth;
}
